import { Card, CardBody, CardTitle, Grid, GridItem, Stack, StackItem } from "@patternfly/react-core";

import { useAnswer } from "../api/useAnswer";
import { Facts } from "../kit/Facts";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { When } from "../kit/When";
import { Timeline } from "../requests/Timeline";
import { useLast } from "../review/useLast";
import { type RegistrationReviewQuery, RegistrationReviewDocument } from "./companies.operations";
import { concernsCompanies } from "./concerns";
import { DecideRegistration } from "./DecideRegistration";
import { StageLabel } from "./StageLabel";
import { Terms } from "./Terms";
import { useCompanyWords } from "./useCompanyWords";

export type Reviewed = NonNullable<RegistrationReviewQuery["registration"]>;
type Appointment = NonNullable<RegistrationReviewQuery["viewer"]>["administeredCompanies"]["nodes"][number];

/** A registration, for the company's administrators: beside who asks, the decision. */
export function RegistrationPage({ params }: { params: Record<string, string> }) {
  const words = useCompanyWords();
  const id = params["id"] ?? "";
  const answer = useAnswer(RegistrationReviewDocument, { id }, { outdatedBy: concernsCompanies });
  const registration = useLast(answer.data?.registration);
  const appointments = answer.data?.viewer?.administeredCompanies.nodes ?? [];
  const gone = registration !== undefined && answer.data?.registration === null;
  const waiting = appointments.reduce((sum, one) => sum + (one.waiting?.totalCount ?? 0), 0);
  return (
    <Page
      title={registration ? words.decide.title(registration.profile.fullName) : words.registrations.title}
      within={[[words.title, "/companies"]]}
      waiting={waiting}
      lead={registration && <StageLabel stage={registration.stage} />}
    >
      <Loaded answer={answer} part={() => registration} lines={8}>
        {(found) => (
          <Grid hasGutter className="review">
            <GridItem xl={6} className="about"><About of={found} /></GridItem>
            <GridItem xl={6}>
              <Stack hasGutter>
                {unaccepted(found, appointments).map((one) => <StackItem key={one.id}><Terms of={one} /></StackItem>)}
                <StackItem>
                  <DecideRegistration registration={found} gone={gone} next={nextOf(found, appointments)} />
                </StackItem>
              </Stack>
            </GridItem>
          </Grid>
        )}
      </Loaded>
    </Page>
  );
}

/** The appointments whose terms keep the viewer from deciding. */
function unaccepted({ viewerCanDecide }: Reviewed, appointments: Appointment[]): Appointment[] {
  if (viewerCanDecide.code !== "AGREEMENT_PENDING") return [];
  return appointments.filter(({ status }) => status === "PENDING_AGREEMENT");
}

/** Another one that waits for the viewer, and how many do. */
function nextOf({ id, stage }: Reviewed, appointments: Appointment[]): { href: string; count: number } | null {
  const waiting = appointments.flatMap((one) => one.waiting?.nodes ?? []);
  const next = waiting.find((one) => one.id !== id);
  const total = Math.max(0, ...appointments.map((one) => one.waiting?.totalCount ?? 0));
  const others = total - (stage === "FORWARDED_TO_DA" ? 1 : 0);
  return next ? { href: `/companies/registrations/${next.id}`, count: Math.max(1, others) } : null;
}

function About({ of: { profile, company, submittedAt, timeline, status } }: { of: Reviewed }) {
  const { decide: words } = useCompanyWords();
  return (
    <Stack hasGutter>
      <StackItem>
        <Card>
          <CardTitle component="h2">{words.person}</CardTitle>
          <CardBody>
            <Facts
              of={[
                [words.name, profile.fullName],
                [words.username, profile.username],
                [words.email, profile.email],
                [words.phone, profile.phone],
                [words.company, profile.companyName],
                [words.portalCompany, company && `${company.name}, ${company.address}`],
                [words.asked, <When key="at" at={submittedAt} exact />],
              ]}
            />
          </CardBody>
        </Card>
      </StackItem>
      <StackItem>
        <Card>
          <CardTitle component="h2">{words.history}</CardTitle>
          <CardBody><Timeline of={timeline} waitsFor={status === "PENDING" ? words.waits : undefined} /></CardBody>
        </Card>
      </StackItem>
    </Stack>
  );
}
