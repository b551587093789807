import { Alert, Card, CardBody, CardTitle, Content, List, ListItem, Stack, StackItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { Facts } from "../kit/Facts";
import { useNow } from "../kit/When";
import { useCommon, useFormat } from "../words";
import { addressOf, appointmentOf } from "./places";
import { type Here, Step } from "./Step";
import { SupportLink } from "./SupportLink";
import { useOnboardingWords } from "./useOnboardingWords";

/** Access is given; the portal is being set up, for up to a day. */
export function SetUp() {
  const { setup } = useOnboardingWords();
  return (
    <Step at="setup" title={() => setup.title} lead={({ registration }) => setup.lead(registration.key)}>
      {(here) => (
        <Stack hasGutter>
          <StackItem><Ready of={here} /></StackItem>
          <StackItem><Given of={here} /></StackItem>
          <StackItem><Parts /></StackItem>
          {appointmentOf(here.viewer) && <StackItem><Link href={addressOf("done")}>{setup.back}</Link></StackItem>}
        </Stack>
      )}
    </Step>
  );
}

function Ready({ of: { registration, viewer, supportUrl } }: { of: Here }) {
  const { setup } = useOnboardingWords();
  const format = useFormat();
  const now = useNow();
  const due = registration.syncedDueAt;
  const isLate = due !== null && new Date(due).getTime() <= now;
  return (
    <Alert isInline variant={isLate ? "warning" : "info"} component="h2" title={isLate ? setup.late : setup.takes}>
      <Content component="p">{isLate ? setup.lateBody : due && setup.ready(format.moment(due))}</Content>
      {isLate && <SupportLink to={viewer.portal.supportUrl ?? supportUrl}>{setup.support}</SupportLink>}
    </Alert>
  );
}

function Given({ of: { registration } }: { of: Here }) {
  const { setup } = useOnboardingWords();
  const { portalRole } = useCommon();
  return (
    <Card>
      <CardBody>
        <Facts
          of={[
            [setup.company, registration.key],
            [setup.role, registration.portalRole && portalRole[registration.portalRole]],
            [setup.by, registration.actedBy?.fullName],
          ]}
        />
      </CardBody>
    </Card>
  );
}

function Parts() {
  const { setup } = useOnboardingWords();
  return (
    <Card>
      <CardTitle component="h2">{setup.what}</CardTitle>
      <CardBody>
        <List>
          <ListItem>{setup.parts.role}</ListItem>
          <ListItem>{setup.parts.contracts}</ListItem>
          <ListItem>{setup.parts.devices}</ListItem>
        </List>
      </CardBody>
    </Card>
  );
}
