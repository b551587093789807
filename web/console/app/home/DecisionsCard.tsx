import { Card, CardBody, CardTitle, List, ListItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { useFrame } from "../shell/useFrame";
import type { HomeViewer } from "./Home";
import { useHomeWords } from "./useHomeWords";

/** What waits for one's decision, place by place. */
export function DecisionsCard({ of: viewer }: { of: HomeViewer }) {
  const words = useHomeWords();
  const places = usePlaces(viewer);
  const listed = places.reduce((sum, { waiting }) => sum + waiting, 0);
  const total = Math.max(viewer.waitingForMe, listed);
  return (
    <Card isFullHeight>
      <CardTitle component="h2">{words.decisions}</CardTitle>
      <CardBody>
        <p className={total ? "count" : "quiet"}>{total ? words.decide(total) : words.noDecisions}</p>
        {places.length > 0 && (
          <List isPlain isBordered>
            {places.map(({ href, name, waiting }) => (
              <ListItem key={href}>
                <span className="spread">
                  <Link href={href}>{name}</Link>
                  <span>{words.waitIn(waiting)}</span>
                </span>
              </ListItem>
            ))}
          </List>
        )}
        {viewer.waitingForMe > listed && places.length < 20 && <p className="quiet">{words.nominated}</p>}
      </CardBody>
    </Card>
  );
}

interface Place {
  href: string;
  name: string;
  waiting: number;
}

function usePlaces(viewer: HomeViewer): Place[] {
  const words = useHomeWords();
  const { reviewQueue, accountApplications, viewer: { profile } } = useFrame();
  const decides = profile.staff === "SUPPORT_AGENT"; // operators only look at the desk
  const places = [
    ...viewer.administeredAccounts.nodes.map(({ id, name, pendingRequests }) => ({
      href: `/accounts/${id}/requests`, name, waiting: pendingRequests ?? 0,
    })),
    ...viewer.administeredContracts.nodes.map(({ number, supportAccessRequests: waits }) => ({
      href: `/contracts/${number}`, name: words.contract(number), waiting: waits?.totalCount ?? 0,
    })),
    ...viewer.administeredCompanies.nodes.map(({ id, company, registrations }) => ({
      href: `/companies/${id}`, name: company.name, waiting: registrations?.totalCount ?? 0,
    })),
    { href: "/desk", name: words.queue, waiting: decides ? (reviewQueue?.totalCount ?? 0) : 0 },
    { href: "/applications", name: words.approvals, waiting: accountApplications?.totalCount ?? 0 },
  ];
  return places.filter(({ waiting }) => waiting > 0);
}
