import { FormGroup, FormHelperText, HelperText, Radio } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { useId } from "react";
import { Wrong } from "./Wrong";

export interface RadioChoice<T extends string> {
  value: T;
  label: ReactNode;
  help?: ReactNode;
  /** Why it cannot be chosen now; it stays in sight. */
  barred?: string | undefined;
}

interface Props<T extends string> {
  label: string;
  choices: RadioChoice<T>[];
  chosen: T | null;
  onChoose: (value: T) => void;
  problem?: string | undefined;
  /** Nothing can be changed any more; what was chosen stays to be read. */
  locked?: boolean;
}

/** One of a few, each with a sentence of its own. */
export function RadioField<T extends string>(props: Props<T>) {
  const { label, choices, chosen, onChoose, problem, locked = false } = props;
  const id = useId();
  return (
    <FormGroup role="radiogroup" fieldId={id} label={label} isStack aria-describedby={`${id}-help`}>
      {choices.map(({ value, label: word, help, barred }) => (
        <Radio
          key={value}
          id={`${id}-${value}`}
          name={id}
          label={word}
          description={barred ?? help}
          isChecked={chosen === value}
          isValid={!problem}
          aria-disabled={locked || barred !== undefined}
          onChange={() => {
            if (!locked && barred === undefined) onChoose(value);
          }}
        />
      ))}
      {problem && (
        <FormHelperText>
          <HelperText id={`${id}-help`}>
            <Wrong>{problem}</Wrong>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
