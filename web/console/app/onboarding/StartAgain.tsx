import { Button } from "@patternfly/react-core";

import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { CancelRegistrationDocument, StartRegistrationDocument } from "./onboarding.operations";
import type { Here } from "./Step";

/** Begins a new registration, with the profile as it is now; one that is open is given up first. */
export function StartAgain({ of: { registration, viewer, refresh }, children }: { of: Here; children: string }) {
  const ending = useAttempt(CancelRegistrationDocument);
  const starting = useAttempt(StartRegistrationDocument);
  const open = registration.viewerCanWithdraw.allowed;
  if (!open && !viewer.viewerCanRegister.allowed) return null;
  const again = async (): Promise<void> => {
    if (open && !(await ending.attempt({}))) return;
    await starting.attempt({});
    refresh();
  };
  return (
    <>
      <Button variant="secondary" isLoading={ending.busy || starting.busy} onClick={() => void again()}>
        {children}
      </Button>
      <Trouble of={ending.outcome} />
      <Trouble of={starting.outcome} />
    </>
  );
}
