import { ActionGroup, Button, Form, Title, useWizardContext } from "@patternfly/react-core";
import type { ReactNode, Ref } from "react";

import { useCommon } from "../../words";

interface Props {
  title: string;
  ref?: Ref<HTMLFormElement>;
  act: string;
  busy?: boolean;
  isFirst?: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

/** A step of the wizard: it is submitted by its button and by Enter. */
export function StepForm({ title, ref, act, busy = false, isFirst = false, onSubmit, children }: Props) {
  const words = useCommon();
  const { goToPrevStep } = useWizardContext();
  return (
    <Form
      ref={ref}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onSubmit();
      }}
    >
      <Title headingLevel="h2">{title}</Title>
      {children}
      <ActionGroup>
        <Button type="submit" isLoading={busy}>{act}</Button>
        {!isFirst && (
          <Button variant="secondary" onClick={() => void goToPrevStep()}>{words.back}</Button>
        )}
      </ActionGroup>
    </Form>
  );
}
