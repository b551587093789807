import { DrawerActions, DrawerCloseButton, DrawerHead, DrawerPanelBody, DrawerPanelContent, Flex, Stack, StackItem, Title } from "@patternfly/react-core";
import { useEffect, useRef } from "react";
import { Link } from "wouter";

import { Loaded } from "../../kit/Loaded";
import { StatusLabel } from "../../kit/StatusLabel";
import { Decide } from "./Decide";
import { Requester } from "./Requester";
import { useDecisionWords } from "./useDecisionWords";
import { useReviewed } from "./useReviewed";

interface Props {
  account: string;
  id: string;
  /** Where the list shows another request beside it, or none. */
  placeOf: (id: string) => string;
  onClose: () => void;
}

/** A request beside the list that it is in, for who decides it. */
export function RequestPanel({ account, id, placeOf, onClose }: Props) {
  const words = useDecisionWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const { answer, request, gone } = useReviewed(id, account);
  useEffect(() => heading.current?.focus(), []);
  return (
    <DrawerPanelContent minSize="28rem" defaultSize="50%">
      <DrawerHead>
        <Title headingLevel="h2" ref={heading} tabIndex={-1}>
          {request ? words.requestOf(request.profile.fullName) : words.all}
        </Title>
        {request && (
          <Flex>
            <StatusLabel status={request.status} />
            <Link href={`/accounts/${account}/requests/${id}`}>{words.alone}</Link>
          </Flex>
        )}
        <DrawerActions>
          <DrawerCloseButton aria-label={words.closePanel} onClick={onClose} />
        </DrawerActions>
      </DrawerHead>
      <DrawerPanelBody>
        <Loaded answer={answer} part={() => request}>
          {(found) => (
            <Stack hasGutter className="review">
              <StackItem className="about"><Requester request={found} /></StackItem>
              <StackItem><Decide request={found} gone={gone} placeOf={placeOf} /></StackItem>
            </Stack>
          )}
        </Loaded>
      </DrawerPanelBody>
    </DrawerPanelContent>
  );
}
