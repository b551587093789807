import { Alert, Card, CardBody, CardTitle, Content, Stack, StackItem } from "@patternfly/react-core";

import { useLast } from "../review/useLast";
import { useFormat } from "../words";
import { History } from "./History";
import { Remind } from "./Remind";
import { StartAgain } from "./StartAgain";
import { type Here, Step } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

/** The company's administrators decide; it turns into their answer as they give it. */
export function Waiting() {
  const { waiting } = useOnboardingWords();
  return (
    <Step
      at="waiting"
      title={(here) => (isDenied(here) ? waiting.deniedTitle : waiting.title)}
      lead={({ registration }) => waiting.lead(registration.key)}
    >
      {(here) => (
        <Stack hasGutter>
          <StackItem aria-live="polite">{isDenied(here) ? <Denied of={here} /> : <Asked of={here} />}</StackItem>
          <StackItem><History of={here} waitsFor={isDenied(here) ? undefined : waiting.administrators} /></StackItem>
        </Stack>
      )}
    </Step>
  );
}

function isDenied(here: Here | undefined): boolean {
  return here?.registration.stage === "DENIED";
}

function Asked({ of: here }: { of: Here }) {
  const { waiting } = useOnboardingWords();
  const { administratorName, viewerCanRemind } = here.registration;
  return (
    <Card>
      <CardTitle component="h2">{waiting.asked(useLast(administratorName) ?? "…")}</CardTitle>
      <CardBody>
        <Passed of={here} />
        <Content component="p">{waiting.body}</Content>
        <Remind of={here} may={viewerCanRemind} />
      </CardBody>
    </Card>
  );
}

/** Who was about to become administrator learns who was faster. */
function Passed({ of: { registration } }: { of: Here }) {
  const { waiting } = useOnboardingWords();
  const format = useFormat();
  const { administratorName: name, administratorSince: since, verifiedAt } = registration;
  if (!name || !since || !verifiedAt || since <= verifiedAt) return null;
  return (
    <Alert isInline variant="info" component="h3" title={waiting.passedTitle}>
      {waiting.passed(name, format.time(since))}
    </Alert>
  );
}

function Denied({ of: here }: { of: Here }) {
  const { waiting } = useOnboardingWords();
  const format = useFormat();
  const { actedBy, actedAt, decisionReason } = here.registration;
  const title = waiting.denied(actedBy?.fullName ?? "…", actedAt ? format.moment(actedAt) : "…");
  return (
    <Card>
      <CardBody>
        <Alert isInline variant="warning" component="h2" title={title}>
          <Content component="p">{decisionReason ? waiting.reason : waiting.noReason}</Content>
          {decisionReason && <blockquote className="kept-lines">{decisionReason}</blockquote>}
        </Alert>
      </CardBody>
      <CardBody><StartAgain of={here}>{waiting.again}</StartAgain></CardBody>
    </Card>
  );
}
