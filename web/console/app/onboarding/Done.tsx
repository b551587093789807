import { Alert, Card, CardBody, CardTitle, Content, List, ListItem, Stack, StackItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { Terms } from "../companies/Terms";
import { Facts } from "../kit/Facts";
import { Awaited } from "../kit/Loaded";
import { useCommon, useFormat } from "../words";
import { addressOf, appointmentOf } from "./places";
import { type Here, Step } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

/** The registration is over: what one is now, and what is left to do. */
export function Done() {
  const words = useOnboardingWords();
  const title = (here: Here | undefined): string => {
    if (!here || isHalfTold(here)) return words.title;
    const { key } = here.registration;
    return appointmentOf(here.viewer) ? words.done.admin(key) : words.done.user(key);
  };
  return (
    <Step at="done" title={title}>
      {(here) => isHalfTold(here) ? <Awaited lines={5} /> : (
        <Stack hasGutter>
          <StackItem><Since of={here} /></StackItem>
          <StackItem><Given of={here} /></StackItem>
          <Appointed of={here} />
        </Stack>
      )}
    </Step>
  );
}

/** A notice tells of the end, and not yet of the appointment that it is. */
function isHalfTold({ viewer, refreshing }: Here): boolean {
  return refreshing && !appointmentOf(viewer);
}

function Since({ of: { registration, viewer } }: { of: Here }) {
  const { done } = useOnboardingWords();
  const format = useFormat();
  const appointment = appointmentOf(viewer);
  const ready = registration.stage === "ACTIVE";
  const told = appointment
    ? done.adminSince(format.moment(appointment.since))
    : registration.actedAt && done.userSince(format.moment(registration.actedAt));
  return (
    <Alert isInline variant="success" component="h2" title={ready ? done.ready : done.setup}>
      <Content component="p">{told}</Content>
      {!ready && <Link href={addressOf("setup")}>{done.setupLink}</Link>}
    </Alert>
  );
}

/** For a new administrator: the mails, and the terms, which need none of them. */
function Appointed({ of: { viewer } }: { of: Here }) {
  const { done } = useOnboardingWords();
  const appointment = appointmentOf(viewer);
  if (!appointment) return null;
  return (
    <>
      <StackItem><Terms of={appointment} /></StackItem>
      {appointment.isFirst && (
        <StackItem>
          <Card>
            <CardTitle component="h2">{done.mails}</CardTitle>
            <CardBody>
              <List component="ol">
                <ListItem>{done.welcome}</ListItem>
                <ListItem>{done.granted}</ListItem>
                <ListItem>{done.terms}</ListItem>
              </List>
              <Content component="p" className="quiet">{done.mailsBody}</Content>
            </CardBody>
          </Card>
        </StackItem>
      )}
      <StackItem>
        <Link href={`/companies/${appointment.id}`} className="pf-v6-c-button pf-m-secondary">{done.manage}</Link>
      </StackItem>
    </>
  );
}

function Given({ of: { registration } }: { of: Here }) {
  const { done } = useOnboardingWords();
  const { portalRole } = useCommon();
  return (
    <Card>
      <CardBody>
        <Facts
          of={[
            [done.company, registration.key],
            [done.role, registration.portalRole && portalRole[registration.portalRole]],
          ]}
        />
      </CardBody>
    </Card>
  );
}
