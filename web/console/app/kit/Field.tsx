import { FormGroup, FormHelperText, HelperText, HelperTextItem } from "@patternfly/react-core";
import type { ReactNode } from "react";

import { useCommon } from "../words";
import { Wrong } from "./Wrong";

interface Props {
  /** The control's id, which its label and its help refer to (`aria-describedby={`${id}-help`}`). */
  id: string;
  label: string;
  help?: ReactNode;
  problem?: string | undefined;
  optional?: boolean | undefined;
  children: ReactNode;
}

/** A control with its label, and its help or what is wrong with it. */
export function Field({ id, label, help, problem, optional, children }: Props) {
  const words = useCommon();
  return (
    <FormGroup label={label} fieldId={id} labelInfo={optional && words.optional}>
      {children}
      <FormHelperText hidden={!problem && !help}>
        <HelperText id={`${id}-help`}>
          {problem && <Wrong>{problem}</Wrong>}
          {help && <HelperTextItem>{help}</HelperTextItem>}
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}

const FRAMES = 30;

/** Go to the first control that something is wrong with, as soon as it is shown as such. */
export function focusFirstProblem(form: HTMLElement | null, frames = FRAMES): void {
  requestAnimationFrame(() => {
    const first = form?.querySelector<HTMLElement>("[aria-invalid=true]");
    if (first) first.focus();
    // What an answer of the server changes is drawn when there is time, perhaps some frames later.
    else if (frames > 0) focusFirstProblem(form, frames - 1);
  });
}
