import { Card, CardBody, CardFooter, CardTitle, List, ListItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { When } from "../kit/When";
import { useCommon, useFormat } from "../words";
import type { PortalOfViewerFragment } from "./access.operations";
import { useAccessWords } from "./useAccessWords";

/** Whether the viewer can use the service portal, and as what. */
export function PortalCard({ of: { portal, registration, viewerCanRegister } }: { of: PortalOfViewerFragment }) {
  const words = useAccessWords();
  const format = useFormat();
  const way = registration ? words.onboarding : viewerCanRegister.allowed ? words.register : null;
  return (
    <Card component="section">
      <CardTitle component="h2">{words.portal}</CardTitle>
      <CardBody>
        {words.portalAccess[portal.access]} {portal.readyBy && words.readyBy(format.moment(portal.readyBy))}
        {portal.roles.length > 0 && <PortalRoles of={portal.roles} />}
      </CardBody>
      {way && <CardFooter><Link href="/onboarding">{way}</Link></CardFooter>}
    </Card>
  );
}

function PortalRoles({ of: roles }: { of: PortalOfViewerFragment["portal"]["roles"] }) {
  const words = useAccessWords();
  const common = useCommon();
  return (
    <List isPlain aria-label={words.portalRoles}>
      {roles.map(({ role, company, grantedAt, grantedBy }) => (
        <ListItem key={`${company.id} ${role}`}>
          {common.portalRole[role]} · {company.name} ·{" "}
          <span className="quiet"><When at={grantedAt} />, {grantedBy?.fullName ?? words.itself}</span>
        </ListItem>
      ))}
    </List>
  );
}
