import { TextArea } from "@patternfly/react-core";
import { useId } from "react";

import { useCommon } from "../words";
import { Field } from "./Field";
import { lengthOf } from "./length";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  least?: number;
  most?: number;
  help?: string;
  /** Why it was refused; nothing while it was not. */
  problem?: string | undefined;
  optional?: boolean;
  readOnly?: boolean;
}

/** A text with a live count of what is missing or left, as the server will count it. */
export function ReasonField(props: Props) {
  const { label, value, onChange, least = 0, most = 1000, help, problem, optional, readOnly } = props;
  const id = useId();
  const count = useCount(lengthOf(value), least, most);
  return (
    <Field id={id} label={label} problem={problem} help={help ? `${help} ${count}` : count} optional={optional}>
      <TextArea
        id={id}
        value={value}
        onChange={(_event, text) => onChange(text)}
        aria-describedby={`${id}-help`}
        validated={problem ? "error" : "default"}
        resizeOrientation="vertical"
        rows={4}
        readOnlyVariant={readOnly ? "default" : undefined}
      />
    </Field>
  );
}

function useCount(length: number, least: number, most: number): string {
  const { counter } = useCommon();
  if (length < least && length > 0) return counter.short(least - length, most - length);
  return length > most ? counter.over(length - most) : counter.left(most - length);
}
