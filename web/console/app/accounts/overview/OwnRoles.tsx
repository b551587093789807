import { Card, CardBody, CardTitle, List, ListItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { useFormat } from "../../words";
import { useGrantWords } from "../useGrantWords";
import type { Overviewed } from "./shape";
import { useOverviewWords } from "./useOverviewWords";

/** What the viewer holds in the account. */
export function OwnRoles({ of: { viewerRoles, domainIdentifier, status } }: { of: Overviewed }) {
  const words = useOverviewWords();
  const format = useFormat();
  const grantOf = useGrantWords();
  return (
    <Card isFullHeight>
      <CardTitle component="h2">{words.yours}</CardTitle>
      <CardBody>
        {viewerRoles.length === 0 && <p>{words.none}</p>}
        {viewerRoles.length === 0 && status === "ACTIVE" && (
          <p className="apart">
            <Link href={`/request-access?domain=${encodeURIComponent(domainIdentifier)}`}>{words.ask}</Link>
          </p>
        )}
        <List isPlain>
          {viewerRoles.map(({ id, role, virtualAccounts, endsAt }) => (
            <ListItem key={id}>
              {grantOf(role, virtualAccounts)}
              {endsAt && <> {words.until(format.date(endsAt))}</>}
            </ListItem>
          ))}
        </List>
      </CardBody>
    </Card>
  );
}
