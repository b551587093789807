import { Card, CardBody, CardTitle, List, ListItem } from "@patternfly/react-core";

import { When } from "../kit/When";
import type { Here } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

/** What the agents asked, and what was answered. */
export function Thread({ of: { registration } }: { of: Here }) {
  const { review } = useOnboardingWords();
  const said = registration.timeline.filter(({ kind }) => kind === "QUESTION_ASKED" || kind === "QUESTION_ANSWERED");
  if (!said.length) return null;
  return (
    <Card>
      <CardTitle component="h2">{review.thread}</CardTitle>
      <CardBody>
        <List isPlain isBordered>
          {said.map(({ at, kind, actorName, reason }) => (
            <ListItem key={`${kind} ${at}`}>
              <strong>{kind === "QUESTION_ANSWERED" ? review.you : actorName}</strong>{" "}
              <span className="quiet">
                {kind === "QUESTION_ASKED" && `${review.agent} · `}
                <When at={at} />
              </span>
              <p className="kept-lines">{reason}</p>
            </ListItem>
          ))}
        </List>
      </CardBody>
    </Card>
  );
}
