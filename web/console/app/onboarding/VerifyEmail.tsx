import { ActionGroup, Alert, Button, Card, CardBody, Content } from "@patternfly/react-core";

import { Said } from "../kit/Said";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useCountdown } from "../kit/useCountdown";
import { ResendRegistrationLinkDocument } from "./onboarding.operations";
import { type Here, Step } from "./Step";
import { useLeft } from "./useLeft";
import { useOnboardingWords } from "./useOnboardingWords";

/** A link was mailed; the page goes on once it is confirmed, on whichever device. */
export function VerifyEmail() {
  const { email } = useOnboardingWords();
  return (
    <Step at="email" title={() => email.title} lead={({ registration }) => email.lead(registration.key)}>
      {(here) => (
        <Card>
          <CardBody>
            <Alert isInline variant="info" component="h2" title={email.sent(here.registration.profile.email)}>
              {email.body}
            </Alert>
          </CardBody>
          <CardBody>
            <Content component="p">{email.spam}</Content>
            <Resend of={here} />
          </CardBody>
        </Card>
      )}
    </Step>
  );
}

function Resend({ of: { registration } }: { of: Here }) {
  const { email } = useOnboardingWords();
  const left = useLeft();
  const { attempt, busy, outcome } = useAttempt(ResendRegistrationLinkDocument);
  const refused = outcome?.problem?.__typename === "ResendTooSoon" ? outcome.problem.availableAt : null;
  const seconds = useCountdown(refused ?? registration.canResendAt);
  return (
    <>
      <Said text={outcome?.done ? email.resent : ""} />
      {!refused && <Trouble of={outcome} />}
      <ActionGroup>
        <Button
          variant="secondary"
          isLoading={busy}
          isAriaDisabled={seconds > 0}
          aria-describedby={seconds > 0 ? "cool-down" : undefined}
          onClick={() => {
            if (seconds === 0) void attempt({});
          }}
        >
          {email.resend}
        </Button>
        {seconds > 0 && <span id="cool-down" role="timer" aria-live="off" className="quiet next-reason">{email.soon(left(seconds))}</span>}
      </ActionGroup>
    </>
  );
}
