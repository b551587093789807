import { Alert } from "@patternfly/react-core";
import { useRef, useState } from "react";

import { useAnswer } from "../../api/useAnswer";
import { focusFirstProblem } from "../../kit/Field";
import { Trouble } from "../../kit/Trouble";
import { useCommon } from "../../words";
import { useProblemText } from "../../words/useProblemText";
import { Meanwhile } from "../Meanwhile";
import { useEdit } from "../useEdit";
import { useSave } from "../useSave";
import type { ActProps } from "./Act";
import { ChangeFields } from "./ChangeFields";
import { Consequences } from "./Consequences";
import { FormDialog } from "../../kit/FormDialog";
import { type Part, isName } from "./shape";
import { inputOf, useShownValue, valuesOf } from "./values";
import { useVirtualWords } from "./useVirtualWords";
import { ChangeVirtualAccountDocument, VirtualAccountParentsDocument } from "./virtual.operations";

/** Changes a virtual account: all of it at once, with what that means, and what others did meanwhile. */
export function ChangePart({ of: opened, account, wide, onClose, onDone, refresh }: ActProps & { of: Part }) {
  const words = useVirtualWords();
  const common = useCommon();
  const textOf = useProblemText();
  const show = useShownValue();
  const form = useRef<HTMLFormElement>(null);
  const { data } = useAnswer(VirtualAccountParentsDocument, { id: account }, { outdatedBy: (notice) => notice.account?.id === account });
  const found = data?.smartAccount?.virtualAccounts.nodes;
  const part = found?.find(({ id }) => id === opened.id) ?? opened;
  const edit = useEdit(`virtual.${part.id}`, valuesOf(part), part.version);
  const { save, busy, outcome, clear, overtaken } = useSave(ChangeVirtualAccountDocument, edit, refresh);
  const [flaw, setFlaw] = useState("");
  const [field] = outcome?.problem?.field ?? [];
  const refusal = outcome?.problem ? textOf(outcome.problem) : "";

  const gone = outcome?.problem?.code === "NOT_FOUND" && field !== "parent";
  const submit = async (): Promise<void> => {
    const wrong = !isName(edit.values.name);
    setFlaw(wrong ? words.nameProblem : "");
    if (!wrong && !edit.dirty) return onClose();
    const done = !wrong && (await save({ virtualAccount: part.id, version: edit.version, ...inputOf(edit.changes) }));
    if (done) onDone(words.changed(edit.values.name.trim()));
    else focusFirstProblem(form.current);
  };
  const close = (): void => {
    edit.forget();
    onClose();
  };
  return (
    <FormDialog
      title={words.changeTitle(part.name)}
      act={common.save}
      busy={busy}
      form={form}
      onAct={() => void submit()}
      onClose={close}
      above={
        !busy && (
          <Meanwhile
            of={edit}
            refused={overtaken}
            names={{ name: words.name, parent: words.parent, restricted: words.visibility, isDefault: words.isDefault }}
            show={(change, which) => show(change.field, change[which])}
          />
        )
      }
      beneath={
        <>
          <Consequences of={part} changes={edit.changes} />
          {gone && <Alert isInline variant="warning" component="p" title={words.gone} />}
          {!gone && !(overtaken && edit.theirs.length > 0) && <Trouble of={outcome} fields={["name", "parent"]} />}
        </>
      }
    >
      <ChangeFields
        of={part}
        account={account}
        wide={wide}
        mayMove={wide || Boolean(found?.find(({ id }) => id === part.parent?.id)?.viewerCanChange.allowed)}
        values={edit.values}
        change={(some) => {
          edit.change(some);
          setFlaw("");
          clear();
        }}
        problems={{ name: flaw || (field === "name" ? refusal : ""), parent: field === "parent" ? refusal : "" }}
      />
    </FormDialog>
  );
}
