import { ActionGroup, Alert, Button, Form, TextInput } from "@patternfly/react-core";
import { type FormEvent, useRef, useState } from "react";

import { Field, focusFirstProblem } from "../kit/Field";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useCountdown } from "../kit/useCountdown";
import { useDraft } from "../kit/useDraft";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { Onwards } from "./Onwards";
import { VerifyEntitlementDocument } from "./onboarding.operations";
import type { Here } from "./Step";
import { useLeft } from "./useLeft";
import { useOnboardingWords } from "./useOnboardingWords";

const FIELDS = ["contractNumber", "serialNumber"] as const;
type Name = (typeof FIELDS)[number];

/** A contract's number and a serial number, to be checked as often as one likes. */
export function PairForm({ of: { registration } }: { of: Here }) {
  const { verify } = useOnboardingWords();
  const form = useRef<HTMLFormElement>(null);
  const [pair, setPair, forget] = useDraft(`onboarding.${registration.id}`, { contractNumber: "", serialNumber: "" });
  const { attempt, busy, outcome, clear } = useAttempt(VerifyEntitlementDocument);
  const [checked, setChecked] = useState(false);
  const problemOf = usePairProblem(pair, checked, outcome?.problem);
  const throttled = outcome?.problem?.__typename === "RateLimited" ? outcome.problem.retryAt : null;
  const seconds = useCountdown(throttled);

  const check = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    const filled = FIELDS.every((name) => pair[name].trim());
    if (filled && seconds === 0 && (await attempt(pair))) forget();
    else focusFirstProblem(form.current);
  };
  const change = (name: Name, value: string): void => {
    setPair({ ...pair, [name]: value });
    if (!throttled) clear();
  };

  return (
    <Form ref={form} onSubmit={(event) => void check(event)} noValidate>
      {FIELDS.map((name) => (
        <Field
          key={name}
          id={name}
          label={name === "contractNumber" ? verify.contract : verify.serial}
          help={name === "serialNumber" && verify.serialHelp}
          problem={problemOf(name)}
        >
          <TextInput
            id={name}
            value={pair[name]}
            onChange={(_event, value) => change(name, value)}
            aria-describedby={`${name}-help`}
            validated={problemOf(name) ? "error" : "default"}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
          />
        </Field>
      ))}
      {throttled && <Throttled seconds={seconds} />}
      {!throttled && !outcome?.problem?.field && <Trouble of={outcome} />}
      <ActionGroup>
        <Button type="submit" variant="secondary" isLoading={busy} isAriaDisabled={seconds > 0} aria-describedby={throttled ? "throttled" : undefined}>
          {verify.check}
        </Button>
        <Onwards because={verify.pending} />
      </ActionGroup>
    </Form>
  );
}

/** What is wrong with each field: that it is empty, or what the server says of it. */
function usePairProblem(pair: Record<Name, string>, checked: boolean, refused: { code: string; message: string; field: string[] | null } | undefined) {
  const { required } = useCommon();
  const textOf = useProblemText();
  return (name: Name): string | undefined => {
    if (checked && !pair[name].trim()) return required;
    return refused?.field?.[0] === name ? textOf(refused) : undefined;
  };
}

/** How long one has to wait. What is read out does not count along. */
function Throttled({ seconds }: { seconds: number }) {
  const { verify } = useOnboardingWords();
  const left = useLeft();
  return (
    <Alert isInline isLiveRegion id="throttled" variant="warning" component="h3" title={verify.wait}>
      {seconds > 0 ? <span role="timer" aria-live="off">{verify.waitBody(left(seconds))}</span> : verify.waitOver}
    </Alert>
  );
}
