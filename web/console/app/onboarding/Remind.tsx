import { Button } from "@patternfly/react-core";

import { Said } from "../kit/Said";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useFormat } from "../words";
import { RemindRegistrationDocument } from "./onboarding.operations";
import type { Here } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

/** Lets the administrators be mailed once more, once a day. */
export function Remind({ of: { registration }, may }: { of: Here; may: { allowed: boolean; because: string | null } }) {
  const { waiting } = useOnboardingWords();
  const format = useFormat();
  const { attempt, busy, outcome } = useAttempt(RemindRegistrationDocument);
  const { remindableAt } = registration;
  const because = remindableAt ? waiting.remindFrom(format.moment(remindableAt)) : may.because;
  return (
    <>
      <Said text={outcome?.done ? waiting.reminded : ""} />
      <Trouble of={outcome} />
      <Button
        variant="secondary"
        isLoading={busy}
        isAriaDisabled={!may.allowed}
        aria-describedby={may.allowed ? undefined : "remind-reason"}
        onClick={() => {
          if (may.allowed) void attempt({ registration: registration.id });
        }}
      >
        {waiting.remind}
      </Button>
      {!may.allowed && <p id="remind-reason" className="quiet">{because}</p>}
    </>
  );
}
