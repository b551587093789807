import { TextArea } from "@patternfly/react-core";

import type { KeyKind } from "../api/types";
import { Field } from "../kit/Field";
import { useCommon } from "../words";
import { MOST } from "./keys";
import { useAccessWords } from "./useAccessWords";

interface Props {
  kind: KeyKind;
  value: string;
  /** How many keys the text has. */
  count: number;
  problem: string | undefined;
  onChange: (text: string) => void;
}

/** Keys, one per line. */
export function KeysField({ kind, value, count, problem, onChange }: Props) {
  const { adding: words } = useAccessWords();
  return (
    <Field
      id="keys"
      label={words.keys[kind]}
      problem={problem}
      help={`${words.help(MOST)}${count > 1 ? ` ${words.count(count, MOST)}` : ""}`}
    >
      <TextArea
        id="keys"
        value={value}
        onChange={(_event, text) => onChange(text)}
        aria-describedby="keys-help"
        validated={problem ? "error" : "default"}
        resizeOrientation="vertical"
        rows={4}
        spellCheck={false}
        autoCapitalize="characters"
      />
    </Field>
  );
}

/** What is wrong with so many keys. */
export function useKeysProblem(keys: string[]): string | undefined {
  const { adding: words } = useAccessWords();
  const { required } = useCommon();
  if (!keys.length) return required;
  return keys.length > MOST ? words.tooMany(keys.length, MOST) : undefined;
}
