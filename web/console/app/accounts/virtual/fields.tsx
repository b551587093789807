import { FormSelect, FormSelectOption, TextInput } from "@patternfly/react-core";
import { useId } from "react";

import { useAnswer } from "../../api/useAnswer";
import { Field } from "../../kit/Field";
import { inTree } from "../tree";
import { type Part, withBelow } from "./shape";
import { useVirtualWords } from "./useVirtualWords";
import { VirtualAccountParentsDocument } from "./virtual.operations";

interface FieldProps<T> {
  value: T;
  onChange: (value: T) => void;
  problem: string | undefined;
}

export function NameField({ value, onChange, problem }: FieldProps<string>) {
  const id = useId();
  const words = useVirtualWords();
  return (
    <Field id={id} label={words.name} help={words.nameHelp} problem={problem}>
      <TextInput
        id={id}
        value={value}
        onChange={(_event, text) => onChange(text)}
        aria-describedby={`${id}-help`}
        validated={problem ? "error" : "default"}
      />
    </Field>
  );
}

interface ParentProps extends Omit<FieldProps<string | null>, "onChange"> {
  onChange: (parent: { id: string; name: string } | null) => void;
  account: string;
  /** Whether it may lie at the top. */
  wide: boolean;
  /** What is moved: it can lie neither below itself nor below what lies below it. */
  moved?: string;
  /** Where it lies now, which is always among the choices. */
  now: Part["parent"];
}

/** Below which virtual account something is to lie, of those where the viewer may put it. */
export function ParentField({ account, wide, moved, now, value, onChange, problem }: ParentProps) {
  const id = useId();
  const words = useVirtualWords();
  const { data } = useAnswer(VirtualAccountParentsDocument, { id: account });
  const found = data?.smartAccount?.virtualAccounts;
  const among = found?.nodes ?? [];
  const barred = moved ? withBelow(moved, among) : [];
  const choices = inTree(among).filter(({ of }) => !barred.includes(of.id) && (of.viewerCanChange.allowed || of.id === now?.id));
  const choose = (chosen: string): void => {
    const part = [...among, ...(now ? [now] : [])].find((one) => one.id === chosen);
    onChange(part ? { id: part.id, name: part.name } : null);
  };
  const isSomeOnly = found !== undefined && found.totalCount > among.length;
  return (
    <Field
      id={id}
      label={words.parent}
      help={isSomeOnly ? `${words.parentHelp} ${words.someParents(among.length, found.totalCount)}` : words.parentHelp}
      problem={problem}
    >
      <FormSelect
        id={id}
        value={value ?? ""}
        onChange={(_event, chosen) => choose(chosen)}
        aria-describedby={`${id}-help`}
        validated={problem ? "error" : "default"}
      >
        {(wide || !now) && <FormSelectOption value="" label={wide || moved ? words.top : words.chooseParent} isPlaceholder={!wide && !moved} />}
        {now && !choices.some(({ of }) => of.id === now.id) && <FormSelectOption value={now.id} label={now.name} />}
        {choices.map(({ of, depth }) => (
          <FormSelectOption key={of.id} value={of.id} label={`${"– ".repeat(depth)}${of.name}`} />
        ))}
      </FormSelect>
    </Field>
  );
}
