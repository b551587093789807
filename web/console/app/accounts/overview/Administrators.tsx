import { Card, CardBody, CardTitle, List, ListItem } from "@patternfly/react-core";
import { Link } from "wouter";

import type { Overviewed } from "./shape";
import { useOverviewWords } from "./useOverviewWords";

/** Who runs the account. */
export function Administrators({ of: { id, administratorsHere: found, viewerCanViewUsers } }: { of: Overviewed }) {
  const words = useOverviewWords();
  return (
    <Card isFullHeight>
      <CardTitle component="h2">{words.administrators}</CardTitle>
      <CardBody>
        {!found && <p className="quiet">{words.unseen}</p>}
        {found?.totalCount === 0 && <p>{words.nobody}</p>}
        {found && found.totalCount > 0 && (
          <List isPlain>
            {found.nodes.map(({ id: key, user }) => (
              <ListItem key={key}>{user.fullName}</ListItem>
            ))}
            {found.totalCount > found.nodes.length && (
              <ListItem>{words.manyMore(found.totalCount - found.nodes.length)}</ListItem>
            )}
          </List>
        )}
        {viewerCanViewUsers.allowed && (
          <p className="apart">
            <Link href={`/accounts/${id}/users`}>{words.allUsers}</Link>
          </p>
        )}
      </CardBody>
    </Card>
  );
}
