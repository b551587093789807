import { ProgressStep, ProgressStepper } from "@patternfly/react-core";

import type { RegistrationStage } from "../api/types";
import type { Here } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

const ASKED: RegistrationStage[] = ["CONFIRMING_FORWARD", "FORWARDED_TO_DA", "DENIED"];
/** Where in the row of steps each stage stands. */
const POSITION: Record<RegistrationStage, number> = {
  VERIFYING_ENTITLEMENT: 0,
  CONFIRMING_FORWARD: 1,
  CHOOSING_COMPANY: 1,
  EMAIL_VERIFICATION: 2,
  FORWARDED_TO_DA: 2,
  MANUAL_REVIEW: 2,
  INFORMATION_REQUESTED: 2,
  SYNCING: 3,
  ACTIVE: 4,
  DENIED: 2,
  REJECTED: 2,
  CANCELLED: 0,
};

/** How far a registration has come. */
export function Steps({ of: { registration } }: { of: Here }) {
  const { steps } = useOnboardingWords();
  const { stage } = registration;
  const ended = stage === "DENIED" || stage === "REJECTED";
  const review = stage === "MANUAL_REVIEW" || stage === "INFORMATION_REQUESTED" || stage === "REJECTED";
  const names = ASKED.includes(stage)
    ? [steps.contract, steps.confirm, steps.decision, steps.done]
    : [steps.contract, steps.company, review ? steps.decision : steps.email, steps.done];
  const position = POSITION[stage];
  return (
    <ProgressStepper aria-label={steps.label}>
      {names.map((name, n) => {
        const current = n === position;
        const variant = n < position ? "success" : current ? (ended ? "danger" : "info") : "pending";
        return (
          <ProgressStep key={name} id={`step-${n}`} titleId={`step-${n}-title`} variant={variant} isCurrent={current}>
            {name}
          </ProgressStep>
        );
      })}
    </ProgressStepper>
  );
}
