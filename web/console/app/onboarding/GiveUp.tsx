import { Button } from "@patternfly/react-core";
import { useState } from "react";

import { Confirm } from "../kit/Confirm";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { CancelRegistrationDocument } from "./onboarding.operations";
import type { Here } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

/** Ends one's registration while nobody has decided it. */
export function GiveUp({ of: { registration, refresh } }: { of: Here }) {
  const { giveUp } = useOnboardingWords();
  const [asks, setAsks] = useState(false);
  const { attempt, busy, outcome } = useAttempt(CancelRegistrationDocument);
  if (!registration.viewerCanWithdraw.allowed) return null;
  const cancel = async (): Promise<void> => {
    if (await attempt({})) refresh();
  };
  return (
    <>
      <Button variant="link" isDanger isInline onClick={() => setAsks(true)}>
        {giveUp.act}
      </Button>
      {asks && (
        <Confirm title={giveUp.title} act={giveUp.act} danger busy={busy} onAct={() => void cancel()} onClose={() => setAsks(false)}>
          <p>{giveUp.body}</p>
          <Trouble of={outcome} />
        </Confirm>
      )}
    </>
  );
}
