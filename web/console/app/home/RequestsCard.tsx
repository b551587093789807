import { Card, CardBody, CardFooter, CardTitle, List, ListItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { StatusLabel } from "../kit/StatusLabel";
import { When } from "../kit/When";
import { useCommon } from "../words";
import type { HomeViewer } from "./Home";
import { useHomeWords } from "./useHomeWords";

/** What one has asked for, and how the last of it ended. */
export function RequestsCard({ of: { pending, requests } }: { of: HomeViewer }) {
  const words = useHomeWords();
  const { accessType } = useCommon();
  const some = requests.totalCount > 0;
  return (
    <Card isFullHeight>
      <CardTitle component="h2">{words.yours}</CardTitle>
      <CardBody>
        <p className={some ? "count" : "quiet"}>{some ? words.pending(pending.totalCount) : words.noRequests}</p>
        {some && (
          <List isPlain isBordered>
            {requests.nodes.map((request) => (
              <ListItem key={request.id}>
                <span className="spread">
                  <Link href={`/requests/${request.id}`}>{request.key}</Link>
                  <StatusLabel status={request.status} />
                </span>
                <span className="quiet">
                  {accessType[request.accessType]} · <When at={request.lastActivityAt} />{" "}
                  {request.actedBy && words.by(request.actedBy.fullName)}
                </span>
              </ListItem>
            ))}
          </List>
        )}
      </CardBody>
      {some && <CardFooter><Link href="/requests">{words.allRequests}</Link></CardFooter>}
    </Card>
  );
}
