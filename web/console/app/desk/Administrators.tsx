import { Button, Card, CardBody, CardTitle, Flex, FlexItem, List, ListItem } from "@patternfly/react-core";
import { useState } from "react";

import { Said } from "../kit/Said";
import { When } from "../kit/When";
import type { Case } from "./CasePage";
import type { DeskAdministratorFragment } from "./desk.operations";
import { ReverseAdministrator } from "./ReverseAdministrator";
import { useDeskWords } from "./useDeskWords";

interface Props {
  of: Case;
  onChange: () => void;
}

/** Who administers the contract's site or what lies above it; who claimed that wrongly is taken back. */
export function Administrators({ of: { review }, onChange }: Props) {
  const { case: words, reverse } = useDeskWords();
  const [reversing, setReversing] = useState<DeskAdministratorFragment | null>(null);
  const [told, tell] = useState("");
  const close = (done?: string): void => {
    setReversing(null);
    if (!done) return;
    tell(done);
    onChange();
  };
  return (
    <Card>
      <CardTitle component="h2">{words.administrators}</CardTitle>
      <CardBody>
        <Said text={told} />
        {review.administrators.length === 0 && <span className="quiet">{words.noAdministrators}</span>}
        {review.administrators.length > 0 && (
          <List isPlain isBordered>
            {review.administrators.map((one) => (
              <ListItem key={one.id}>
                <Flex>
                  <FlexItem grow={{ default: "grow" }}>
                    {one.user.fullName} · {one.company.name}
                    <div className="quiet">
                      {words.since} <When at={one.since} exact />
                      {one.isFirst && `, ${words.first}`}
                    </div>
                  </FlexItem>
                  {one.viewerCanReverse.allowed && (
                    <FlexItem>
                      <Button
                        variant="secondary"
                        isDanger
                        size="sm"
                        aria-label={`${reverse.act}: ${one.user.fullName}`}
                        onClick={() => setReversing(one)}
                      >
                        {reverse.act}
                      </Button>
                    </FlexItem>
                  )}
                </Flex>
              </ListItem>
            ))}
          </List>
        )}
      </CardBody>
      {reversing && <ReverseAdministrator appointment={reversing} onClose={close} />}
    </Card>
  );
}
