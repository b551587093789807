import { ActionGroup, Button, Form } from "@patternfly/react-core";
import { useRef, useState } from "react";

import type { AccessLevel, KeyKind } from "../api/types";
import { focusFirstProblem } from "../kit/Field";
import { lengthOf } from "../kit/length";
import { RadioField } from "../kit/RadioField";
import { ReasonField } from "../kit/ReasonField";
import { useDraft } from "../kit/useDraft";
import { useCommon } from "../words";
import { KeysField, useKeysProblem } from "./KeysField";
import { KeyTiles } from "./KeyTiles";
import { keysOf } from "./keys";
import { type Run, newRun } from "./run";
import { useAccessWords } from "./useAccessWords";

interface Draft {
  keyKind: KeyKind;
  text: string;
  level: AccessLevel;
  reason: string;
}

const LEVELS: AccessLevel[] = ["FULL_SUPPORT", "DOWNLOADS_ONLY"];
const EMPTY: Draft = { keyKind: "CONTRACT", text: "", level: "FULL_SUPPORT", reason: "" };
const LONGEST = 1000;

interface Props {
  user: string;
  isPartner: boolean;
  onAdd: (run: Run) => void;
}

/** What one has, how much one needs by it, and why. */
export function AddForm({ user, isPartner, onAdd }: Props) {
  const { adding: words } = useAccessWords();
  const common = useCommon();
  const [draft, keep, forget] = useDraft(`access.add.${user}`, EMPTY);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const keys = keysOf(draft.text);
  const problem = useKeysProblem(keys);
  const isTooLong = lengthOf(draft.reason) > LONGEST;
  const submit = (): void => {
    setTried(true);
    if (problem || isTooLong) return focusFirstProblem(form.current);
    const { keyKind, level, reason } = draft;
    forget();
    onAdd(newRun({ keyKind, level, reason }, keys));
  };
  return (
    <Form ref={form} className="narrow" noValidate onSubmit={(event) => {
      event.preventDefault();
      submit();
    }}>
      <KeyTiles chosen={draft.keyKind} isPartner={isPartner} onChoose={(keyKind) => keep({ ...draft, keyKind })} />
      <KeysField
        kind={draft.keyKind}
        value={draft.text}
        count={keys.length}
        problem={tried ? problem : undefined}
        onChange={(text) => keep({ ...draft, text })}
      />
      <RadioField
        label={words.level}
        chosen={draft.level}
        choices={LEVELS.map((value) => ({ value, label: common.level[value], help: words.contains[value] }))}
        onChoose={(level) => keep({ ...draft, level })}
      />
      <ReasonField
        label={words.reason}
        help={words.reasonHelp}
        optional
        value={draft.reason}
        problem={tried && isTooLong ? common.counter.over(lengthOf(draft.reason) - LONGEST) : undefined}
        onChange={(reason) => keep({ ...draft, reason })}
      />
      <ActionGroup>
        <Button type="submit" variant="primary">{words.act(keys.length)}</Button>
      </ActionGroup>
    </Form>
  );
}
