import { Alert, AlertActionLink, Button, Card, CardBody, CardTitle, Content, List, ListItem, Stack, StackItem } from "@patternfly/react-core";
import { Link, Redirect } from "wouter";

import { Awaited, Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { When } from "../kit/When";
import { useProblemText } from "../words/useProblemText";
import { CopyAddress } from "./CopyAddress";
import { leadFrom } from "./lead";
import { StartRegistrationDocument } from "./onboarding.operations";
import { type Viewer, addressOf } from "./places";
import { useOnboarding } from "./useOnboarding";
import { useOnboardingWords } from "./useOnboardingWords";

/** What registering is about, before one begins; who has begun is led on to where it stands. */
export function Overview() {
  const words = useOnboardingWords();
  const answer = useOnboarding();
  const { to: led, isSure } = leadFrom("overview", answer);
  if (led && isSure) return <Redirect to={addressOf(led)} replace />;
  return (
    <Page title={words.title} lead={words.overview.lead}>
      <Loaded answer={answer} part={(data) => data.viewer} lines={8}>
        {(found) => (led ? <Awaited lines={8} /> : <Before viewer={found} refresh={answer.refresh} />)}
      </Loaded>
    </Page>
  );
}

function Before({ viewer, refresh }: { viewer: Viewer; refresh: () => void }) {
  const { overview } = useOnboardingWords();
  return (
    <Stack hasGutter className="narrow">
      <Former of={viewer} />
      <StackItem>
        <Card>
          <CardTitle component="h2">{overview.how}</CardTitle>
          <CardBody>
            <List component="ol">
              <ListItem>{overview.first}</ListItem>
              <ListItem>{overview.second}</ListItem>
              <ListItem>{overview.third}</ListItem>
            </List>
          </CardBody>
          <CardTitle component="h2">{overview.role}</CardTitle>
          <CardBody>{overview.roleBody}</CardBody>
          <CardTitle component="h2">{overview.notYou}</CardTitle>
          <CardBody>
            <Content component="p">{overview.notYouBody}</Content>
            <CopyAddress />
          </CardBody>
          <CardTitle component="h2">{overview.before}</CardTitle>
          <CardBody>
            <List>
              <ListItem>{overview.needs.profile}</ListItem>
              <ListItem>{overview.needs.contract}</ListItem>
              <ListItem>{overview.needs.serial}</ListItem>
            </List>
          </CardBody>
        </Card>
      </StackItem>
      <StackItem><Start viewer={viewer} refresh={refresh} /></StackItem>
    </Stack>
  );
}

/** What became of the registration before, if it came to nothing. */
function Former({ of: { registration } }: { of: Viewer }) {
  const { overview } = useOnboardingWords();
  if (registration?.stage !== "CANCELLED") return null;
  const own = registration.actedBy?.id === registration.requester.id;
  return (
    <StackItem>
      <Alert isInline variant="info" component="p" title={own ? overview.givenUp : overview.closed}>
        <p>
          {registration.actedAt && <><When at={registration.actedAt} />. </>}
          {own ? overview.givenUpBody : registration.decisionReason}
        </p>
      </Alert>
    </StackItem>
  );
}

function Start({ viewer: { viewerCanRegister: may }, refresh }: { viewer: Viewer; refresh: () => void }) {
  const { overview } = useOnboardingWords();
  const { attempt, busy, outcome } = useAttempt(StartRegistrationDocument);
  const start = async (): Promise<void> => {
    if (may.allowed && (await attempt({}))) refresh();
  };
  return (
    <Stack hasGutter>
      {!may.allowed && <StackItem><Missing code={may.code} because={may.because} /></StackItem>}
      <StackItem><Trouble of={outcome} /></StackItem>
      <StackItem>
        <Button
          isLoading={busy}
          isAriaDisabled={!may.allowed}
          aria-describedby={may.allowed ? undefined : "missing"}
          onClick={() => void start()}
        >
          {overview.start}
        </Button>
      </StackItem>
    </Stack>
  );
}

/** What keeps somebody from registering, and where to mend it. */
function Missing({ code, because }: { code: string | null; because: string | null }) {
  const words = useOnboardingWords();
  const textOf = useProblemText();
  const mend = code === "NO_ENTITLED_CONTRACT" ? ["/access/add", words.overview.addContract] : ["/profile", words.profileLink];
  const [to = "", name] = mend;
  return (
    <Alert
      isInline
      id="missing"
      variant="warning"
      component="p"
      title={words.overview.cannot}
      actionLinks={
        code !== "PARTNER_NOT_ELIGIBLE" && (
          <AlertActionLink component={(props: object) => <Link href={to} {...props} />}>{name}</AlertActionLink>
        )
      }
    >
      {textOf({ code: code ?? "", message: because ?? "" })}
    </Alert>
  );
}
