import { ActionGroup, Button, Form, TextInput } from "@patternfly/react-core";
import { useEffect, useId, useRef, useState } from "react";

import { Field, focusFirstProblem } from "../../kit/Field";
import { lengthOf } from "../../kit/length";
import { RadioField } from "../../kit/RadioField";
import { Trouble } from "../../kit/Trouble";
import { useCommon } from "../../words";
import { useProblemText } from "../../words/useProblemText";
import { Meanwhile } from "../Meanwhile";
import { useEdit } from "../useEdit";
import { useSave } from "../useSave";
import { EditAccountDocument } from "./overview.operations";
import { useOverviewWords } from "./useOverviewWords";

interface Props {
  of: { id: string; version: number; name: string; listed: boolean };
  refresh: () => void;
  onSaved: () => void;
  onCancel: () => void;
}

const LONGEST = 120;

/** The name of an account, and who finds it, to be saved together. */
export function EditProperties({ of: { id, version, name, listed }, refresh, onSaved, onCancel }: Props) {
  const words = useOverviewWords();
  const common = useCommon();
  const textOf = useProblemText();
  const field = useId();
  const form = useRef<HTMLFormElement>(null);
  const edit = useEdit(`properties.${id}`, { name, listed }, version);
  const { save, busy, outcome, clear, overtaken } = useSave(EditAccountDocument, edit, refresh);
  const [flaw, setFlaw] = useState("");
  useEffect(() => form.current?.querySelector("input")?.focus(), []);

  const change = (part: Partial<{ name: string; listed: boolean }>): void => {
    edit.change(part);
    setFlaw("");
    clear();
  };
  const submit = async (): Promise<void> => {
    const length = lengthOf(edit.values.name);
    if (length === 0 || length > LONGEST) {
      setFlaw(words.nameProblem);
      focusFirstProblem(form.current);
    } else if (!edit.dirty) onCancel();
    else if (await save({ account: id, version: edit.version, ...edit.changes })) onSaved();
    else focusFirstProblem(form.current);
  };
  const refused = outcome?.problem?.field?.[0] === "name" ? textOf(outcome.problem) : "";
  const problem = flaw || refused;
  return (
    <>
      {!busy && (
        <Meanwhile
          of={edit}
          refused={overtaken}
          names={{ name: words.name, listed: words.listed }}
          show={(one, which) => shown(one[which], words)}
        />
      )}
      <Form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Field id={field} label={words.name} help={words.nameHelp} problem={problem}>
          <TextInput
            id={field}
            value={edit.values.name}
            onChange={(_event, text) => change({ name: text })}
            aria-describedby={`${field}-help`}
            validated={problem ? "error" : "default"}
          />
        </Field>
        <RadioField
          label={words.listed}
          choices={[
            { value: "everybody", label: words.listedYes },
            { value: "domain", label: words.listedNo },
          ]}
          chosen={edit.values.listed ? "everybody" : "domain"}
          onChoose={(choice) => change({ listed: choice === "everybody" })}
        />
        {!(overtaken && edit.theirs.length) && <Trouble of={outcome} fields={["name"]} />}
        <ActionGroup>
          <Button type="submit" isLoading={busy}>{common.save}</Button>
          <Button
            variant="link"
            onClick={() => {
              edit.forget();
              onCancel();
            }}
          >
            {common.cancel}
          </Button>
        </ActionGroup>
      </Form>
    </>
  );
}

function shown(value: string | boolean, words: { listedYes: string; listedNo: string }): string {
  if (typeof value === "string") return value;
  return value ? words.listedYes : words.listedNo;
}
