import { useRef, useState } from "react";

import { focusFirstProblem } from "../../kit/Field";
import { Trouble } from "../../kit/Trouble";
import { useAttempt } from "../../kit/useAttempt";
import { useProblemText } from "../../words/useProblemText";
import type { ActProps } from "./Act";
import { NameField, ParentField } from "./fields";
import { FormDialog } from "../../kit/FormDialog";
import { type Part, isName } from "./shape";
import { useVirtualWords } from "./useVirtualWords";
import { CreateVirtualAccountDocument } from "./virtual.operations";

/** Makes a virtual account, at the top or below another one. */
export function CreatePart({ below, account, wide, onClose, onDone }: ActProps & { below: Part | null }) {
  const words = useVirtualWords();
  const textOf = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState("");
  const [parent, setParent] = useState(below?.id ?? null);
  const [flaws, setFlaws] = useState({ name: "", parent: "" });
  const { attempt, busy, outcome, clear } = useAttempt(CreateVirtualAccountDocument);
  const [field] = outcome?.problem?.field ?? [];
  const refusal = outcome?.problem ? textOf(outcome.problem) : "";

  const submit = async (): Promise<void> => {
    const wrong = { name: isName(name) ? "" : words.nameProblem, parent: wide || parent ? "" : words.chooseParent };
    setFlaws(wrong);
    const done = !wrong.name && !wrong.parent && (await attempt({ account, name, parent }));
    if (done) onDone(words.created(name.trim()));
    else focusFirstProblem(form.current);
  };
  return (
    <FormDialog title={words.createTitle} act={words.createAct} busy={busy} form={form} onAct={() => void submit()} onClose={onClose}>
      <NameField
        value={name}
        onChange={(text) => {
          setName(text);
          setFlaws({ ...flaws, name: "" });
          clear();
        }}
        problem={flaws.name || (field === "name" ? refusal : "")}
      />
      <ParentField
        account={account}
        wide={wide}
        now={below}
        value={parent}
        onChange={(chosen) => {
          setParent(chosen?.id ?? null);
          setFlaws({ ...flaws, parent: "" });
          clear();
        }}
        problem={flaws.parent || (field === "parent" ? refusal : "")}
      />
      <Trouble of={outcome} fields={["name", "parent"]} />
    </FormDialog>
  );
}
