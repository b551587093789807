import { Card, CardBody, CardTitle, Flex, Stack, StackItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { Loaded } from "../../kit/Loaded";
import { Page } from "../../kit/Page";
import { useCommon } from "../../words";
import { Outcome } from "../Outcome";
import type { RequestDetailsFragment } from "../request.operations";
import { requestOf, useRequest } from "../RequestPage";
import { Timeline } from "../Timeline";
import { useRequestWords } from "../useRequestWords";
import { useAskingWords } from "./useAskingWords";

/** That the request was sent, and to how many; it turns into the outcome when somebody acts. */
export function Sent({ id }: { id: string }) {
  const words = useAskingWords().sent;
  const { title } = useRequestWords();
  const { answer } = useRequest(id);
  return (
    <Page title={words.title} within={[[title, "/requests"]]} lead={words.lead}>
      <Loaded answer={answer} part={requestOf}>{(request) => <Follow request={request} />}</Loaded>
    </Page>
  );
}

function Follow({ request }: { request: RequestDetailsFragment }) {
  const words = useAskingWords().sent;
  const { timeline } = useRequestWords();
  const common = useCommon();
  return (
    <Stack hasGutter className="narrow">
      <StackItem><Outcome of={request} /></StackItem>
      <StackItem>
        <Card>
          <CardTitle component="h2">{timeline}</CardTitle>
          <CardBody>
            <Timeline
              of={request.timeline}
              waitsFor={request.status === "PENDING" ? common.deciders[request.deciders] : undefined}
            />
          </CardBody>
        </Card>
      </StackItem>
      <Flex component="p">
        <Link href="/requests">{words.toRequests}</Link>
        <Link href={`/requests/${request.id}`}>{words.toRequest}</Link>
        <Link href="/request-access">{words.another}</Link>
      </Flex>
    </Stack>
  );
}
