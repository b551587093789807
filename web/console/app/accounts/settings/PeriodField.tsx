import { InputGroup, InputGroupItem, InputGroupText, TextInput } from "@patternfly/react-core";
import { useId } from "react";

import { Field } from "../../kit/Field";
import type { Period } from "./periods";
import { useSettingsWords } from "./useSettingsWords";

interface Props {
  of: Period;
  value: string;
  onChange: (value: string) => void;
  problem: string;
}

/** After how many days something happens; empty for never. */
export function PeriodField({ of: period, value, onChange, problem }: Props) {
  const id = useId();
  const words = useSettingsWords();
  const { label, help } = {
    remindAdminsAfterDays: { label: words.remind, help: words.remindHelp },
    escalateAfterDays: { label: words.escalate, help: words.escalateHelp },
    expireAfterDays: { label: words.expire, help: words.expireHelp },
  }[period];
  return (
    <Field id={id} label={label} help={help} problem={problem}>
      <InputGroup className="days">
        <InputGroupItem isFill>
          <TextInput
            id={id}
            inputMode="numeric"
            placeholder={words.never}
            value={value}
            onChange={(_event, text) => onChange(text)}
            aria-describedby={`${id}-help`}
            validated={problem ? "error" : "default"}
          />
        </InputGroupItem>
        <InputGroupText>{words.days}</InputGroupText>
      </InputGroup>
    </Field>
  );
}
