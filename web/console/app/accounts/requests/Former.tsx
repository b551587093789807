import { Content, List, ListItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { useAnswer } from "../../api/useAnswer";
import { Loaded } from "../../kit/Loaded";
import { StatusLabel } from "../../kit/StatusLabel";
import { When } from "../../kit/When";
import { FormerRequestsDocument } from "./review.operations";
import { useDecisionWords } from "./useDecisionWords";

/** What the same person asked for here before, and how it ended. */
export function Former({ account, requester, but }: { account: string; requester: string; but?: string }) {
  const answer = useAnswer(FormerRequestsDocument, { account, requester });
  return (
    <Loaded answer={answer} part={({ smartAccount }) => smartAccount?.accessRequests} lines={1} missing={<None />}>
      {({ nodes }) => {
        const others = nodes.filter(({ id }) => id !== but);
        if (!others.length) return <None />;
        return (
          <List isPlain>
            {others.map(({ id, status, submittedAt, actedBy, decisionReason }) => (
              <ListItem key={id}>
                <Link href={`/accounts/${account}/requests/${id}`}><When at={submittedAt} exact /></Link>{" "}
                <StatusLabel status={status} /> {actedBy?.fullName}
                {decisionReason && <blockquote className="kept-lines said">{decisionReason}</blockquote>}
              </ListItem>
            ))}
          </List>
        );
      }}
    </Loaded>
  );
}

function None() {
  const words = useDecisionWords();
  return <Content component="p" className="quiet">{words.noFormer}</Content>;
}
