import { Card, CardBody, CardFooter, CardTitle, List, ListItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { useCommon } from "../words";
import type { HomeViewer } from "./Home";
import { useHomeWords } from "./useHomeWords";

/** What one may enter. */
export function AccessCard({ of: { currentAccess, supportAccess, portal } }: { of: HomeViewer }) {
  const words = useHomeWords();
  const { role: roles } = useCommon();
  const held = currentAccess.totalCount;
  const some = held + supportAccess.totalCount > 0;
  return (
    <Card isFullHeight>
      <CardTitle component="h2">{words.access}</CardTitle>
      <CardBody>
        {held > 0 && <p className="count">{words.held(held)}</p>}
        {!some && <p className="quiet">{words.noAccess}</p>}
        <List isPlain isBordered>
          {currentAccess.nodes.map(({ id, role, account }) => (
            <ListItem key={id}>
              {account.name}
              <br />
              <span className="quiet">{roles[role]}</span>
            </ListItem>
          ))}
          {supportAccess.totalCount > 0 && <ListItem>{words.support(supportAccess.totalCount)}</ListItem>}
          {portal.access !== "NONE" && <ListItem>{portal.message}</ListItem>}
        </List>
      </CardBody>
      <CardFooter><Link href="/access">{words.allAccess}</Link></CardFooter>
    </Card>
  );
}
