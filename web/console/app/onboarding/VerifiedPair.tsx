import { ActionGroup, Alert, Button, Form } from "@patternfly/react-core";
import { useEffect, useRef } from "react";

import { Facts } from "../kit/Facts";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { ChooseCompanyDocument } from "./onboarding.operations";
import { Onwards } from "./Onwards";
import { addressOf, placesOf } from "./places";
import type { Here } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

/** The pair that was right: one goes on with it, or tries another one. */
export function VerifiedPair({ of: { registration, viewer } }: { of: Here }) {
  const { verify } = useOnboardingWords();
  const { attempt, busy, outcome } = useAttempt(ChooseCompanyDocument);
  const [next = "verify"] = placesOf(viewer);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The form that was checked is gone; on a page that was opened like this, nothing is.
    if (document.activeElement === document.body) place.current?.focus();
  }, []);
  return (
    <>
      <div ref={place} tabIndex={-1} role="status">
        <Alert isInline variant="success" component="h3" title={verify.valid(registration.site?.name ?? "")} />
      </div>
      <Facts of={[[verify.contract, registration.contractNumber], [verify.serial, registration.serialNumber]]} />
      <Form>
        <Trouble of={outcome} />
        <ActionGroup>
          <Onwards to={addressOf(next)} />
          <Button variant="link" isLoading={busy} onClick={() => void attempt({ back: true })}>
            {verify.another}
          </Button>
        </ActionGroup>
      </Form>
    </>
  );
}
