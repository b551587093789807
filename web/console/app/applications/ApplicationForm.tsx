import { ActionGroup, Button, Form, ProgressStep, ProgressStepper, Title } from "@patternfly/react-core";
import { useEffect, useRef } from "react";

import { Trouble } from "../kit/Trouble";
import { useCommon } from "../words";
import { AccountStep } from "./AccountStep";
import { type StepName, STEPS } from "./draft";
import { ReviewStep } from "./ReviewStep";
import { useApplicationWords } from "./useApplicationWords";
import { useApplying } from "./useApplying";
import { WhoStep } from "./WhoStep";

interface Props {
  user: string;
  /** The domain of the viewer's own address, where it can be an account's. */
  own: string | null;
  isPartner: boolean;
}

/** An application in three steps. What was typed stays, also over a reload. */
export function ApplicationForm({ user, own, isPartner }: Props) {
  const { apply: words } = useApplicationWords();
  const common = useCommon();
  const applying = useApplying(user, own, {
    whom: words.choose,
    email: words.emailWrong,
    type: words.choose,
    name: common.required,
    domain: words.domainUnknown,
    reason: common.required,
  });
  const { draft, busy, form, ended } = applying;
  const { step } = draft;
  const before = STEPS[STEPS.indexOf(step) - 1];
  return (
    <Form ref={form} noValidate onSubmit={(event) => {
      event.preventDefault();
      void applying.next();
    }}>
      <Progress at={step} />
      <Heading key={step} step={step} />
      {step === "who" && <WhoStep {...applying} />}
      {step === "account" && <AccountStep applying={applying} own={own} isPartner={isPartner} />}
      {step === "review" && <ReviewStep applying={applying} own={own} />}
      <Trouble of={ended} />
      <ActionGroup>
        <Button type="submit" variant="primary" isLoading={busy} aria-disabled={busy}>
          {step === "review" ? words.send : common.next}
        </Button>
        {before && <Button variant="secondary" onClick={() => applying.go(before)}>{common.back}</Button>}
      </ActionGroup>
    </Form>
  );
}

function Progress({ at }: { at: StepName }) {
  const { apply: words } = useApplicationWords();
  const position = STEPS.indexOf(at);
  return (
    <ProgressStepper aria-label={words.label}>
      {STEPS.map((name, n) => (
        <ProgressStep
          key={name}
          id={`step-${name}`}
          titleId={`step-${name}-title`}
          isCurrent={n === position}
          variant={n < position ? "success" : n === position ? "info" : "pending"}
        >
          {words.steps[name]}
        </ProgressStep>
      ))}
    </ProgressStepper>
  );
}

/** The step's name, which is focused when one comes to it from another. */
function Heading({ step }: { step: StepName }) {
  const { apply: words } = useApplicationWords();
  const place = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // On the page's own arrival its title has the focus; where something is wrong, that has it.
    const wrong = place.current?.parentElement?.querySelector("[aria-invalid=true]");
    if (document.activeElement?.tagName !== "H1" && !wrong) place.current?.focus();
  }, []);
  return <Title headingLevel="h2" ref={place} tabIndex={-1}>{words.headings[step]}</Title>;
}
