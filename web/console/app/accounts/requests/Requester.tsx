import { Card, CardBody, CardTitle, Content, Label, List, ListItem } from "@patternfly/react-core";

import { Facts } from "../../kit/Facts";
import { When } from "../../kit/When";
import { Timeline } from "../../requests/Timeline";
import { useGrantWords } from "../useGrantWords";
import { isOfDomain } from "./decision";
import { Former } from "./Former";
import type { ReviewedRequestFragment } from "./review.operations";
import { useDecisionWords } from "./useDecisionWords";

/** Who asks, why, what they hold and asked for before, and what happened so far. */
export function Requester({ request }: { request: ReviewedRequestFragment }) {
  const words = useDecisionWords();
  const { account, requester, reason, status, timeline } = request;
  return (
    <>
      <Card>
        <CardTitle component="h2" subtitle={words.asSent}>{words.requester}</CardTitle>
        <CardBody>
          <About request={request} />
        </CardBody>
        <CardTitle component="h2">{words.why}</CardTitle>
        <CardBody>
          <blockquote className="kept-lines said">{reason}</blockquote>
        </CardBody>
        <CardTitle component="h2">{words.roles}</CardTitle>
        <CardBody>
          <CurrentRoles request={request} />
        </CardBody>
      </Card>
      <Card>
        <CardTitle component="h2">{words.course}</CardTitle>
        <CardBody>
          <Timeline of={timeline} {...(status === "PENDING" ? { waitsFor: account.name } : {})} />
        </CardBody>
        <CardTitle component="h2">{words.former}</CardTitle>
        <CardBody>
          <Former account={account.id} requester={requester.id} but={request.id} />
        </CardBody>
      </Card>
    </>
  );
}

function About({ request }: { request: ReviewedRequestFragment }) {
  const words = useDecisionWords();
  const grantOf = useGrantWords();
  const { profile, account, submittedAt, proposedRole, proposedVirtualAccounts, reminders, handling } = request;
  const near = isOfDomain(profile.email, account.domainIdentifier);
  return (
    <Facts
      of={[
        [words.name, profile.fullName],
        [words.company, profile.companyName],
        [
          words.email,
          <>
            {profile.email}{" "}
            <Label key="domain" isCompact status={near ? "success" : "warning"}>{near ? words.sameDomain : words.external}</Label>
          </>,
        ],
        [words.username, profile.username],
        [words.phone, profile.phone],
        [words.sent, <When key="sent" at={submittedAt} />],
        [words.proposes, proposedRole && grantOf(proposedRole, proposedVirtualAccounts)],
        [words.reminded, reminders || null],
        [words.told, handling && handling.administratorsTold],
        [words.undelivered, handling?.mailsFailed ? words.bounced(handling.mailsFailed) : null],
      ]}
    />
  );
}

function CurrentRoles({ request: { currentRoles } }: { request: ReviewedRequestFragment }) {
  const words = useDecisionWords();
  const grantOf = useGrantWords();
  if (!currentRoles?.length) return <Content component="p" className="quiet">{words.noRoles}</Content>;
  return (
    <List isPlain>
      {currentRoles.map(({ id, role, virtualAccounts, endsAt }) => (
        <ListItem key={id}>
          {grantOf(role, virtualAccounts)} {endsAt && <span className="quiet">{words.until} <When at={endsAt} exact /></span>}
        </ListItem>
      ))}
    </List>
  );
}
