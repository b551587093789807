import { List, ListItem } from "@patternfly/react-core";

import { When } from "../kit/When";
import type { Case } from "./CasePage";
import { useDeskWords } from "./useDeskWords";

/** What the agents asked, and what the applicant answered. */
export function Thread({ of: { timeline } }: { of: Case }) {
  const { case: words } = useDeskWords();
  const said = timeline.filter(({ kind }) => kind === "QUESTION_ASKED" || kind === "QUESTION_ANSWERED");
  return (
    <div aria-live="polite">
      {said.length === 0 && <span className="quiet">{words.noThread}</span>}
      {said.length > 0 && (
        <List isPlain isBordered aria-label={words.thread}>
          {said.map(({ at, kind, actorName, reason }) => (
            <ListItem key={`${kind} ${at}`}>
              <strong>{actorName}</strong>{" "}
              <span className="quiet">
                {kind === "QUESTION_ASKED" ? words.agent : words.applicant} · <When at={at} />
              </span>
              <p className="kept-lines">{reason}</p>
            </ListItem>
          ))}
        </List>
      )}
    </div>
  );
}
