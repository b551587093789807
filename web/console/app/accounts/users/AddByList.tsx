import { Button, Form, TextArea } from "@patternfly/react-core";
import { useId, useRef, useState } from "react";

import { Field, focusFirstProblem } from "../../kit/Field";
import { Trouble } from "../../kit/Trouble";
import { useAttempt } from "../../kit/useAttempt";
import { useDraft } from "../../kit/useDraft";
import { type Grant, granted, missingOf } from "../grant";
import { GrantFields } from "../GrantFields";
import { useMissingWords } from "../useMissingWords";
import { Results, type Row } from "./Results";
import { useUserWords } from "./useUserWords";
import { AddAccountUsersDocument } from "./users.operations";

interface Draft {
  names: string;
  grant: Grant;
}

const MOST = 500;
const EMPTY: Draft = { names: "", grant: { scope: null, role: null, parts: [] } };

/** One role for everybody on a list of names. */
export function AddByList({ account, wide }: { account: string; wide: boolean }) {
  const words = useUserWords();
  const missingWord = useMissingWords();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const start: Draft = wide ? EMPTY : { ...EMPTY, grant: { ...EMPTY.grant, scope: "parts" } };
  const [{ names, grant }, set, forget] = useDraft<Draft>(`add.${account}`, start);
  const [tried, setTried] = useState(false);
  const [rows, setRows] = useState<Row[] | null>(null);
  const { attempt, busy, outcome } = useAttempt(AddAccountUsersDocument);
  const users = [...new Set(names.split(/[\s,;]+/).filter(Boolean))];
  const flaw = users.length === 0 ? words.namesNone : users.length > MOST ? words.namesMany : null;
  const missing = missingOf(grant);
  const change = (part: Partial<Draft>): void => {
    setTried(false);
    set({ names, grant, ...part });
  };
  const add = async (): Promise<void> => {
    setTried(true);
    const wanted = granted(grant);
    if (flaw || missing || !wanted) return focusFirstProblem(form.current);
    const done = await attempt({ account, users, ...wanted });
    if (!done) return;
    forget();
    setTried(false);
    set(start);
    setRows(done.rows);
  };
  return (
    <>
      {rows && <Results rows={rows} />}
      <Form ref={form} onSubmit={(event) => event.preventDefault()} noValidate>
        <Field id={id} label={words.names} help={words.namesHelp(users.length)} problem={tried && flaw ? flaw : undefined}>
          <TextArea id={id} value={names} rows={5} resizeOrientation="vertical" aria-describedby={`${id}-help`} validated={tried && flaw ? "error" : "default"} onChange={(_event, next) => change({ names: next })} />
        </Field>
        <GrantFields account={account} value={grant} onChange={(next) => change({ grant: next })} wide={wide} problems={tried && missing ? { [missing]: missingWord(missing) } : {}} />
        <Trouble of={outcome} />
        <div>
          <Button isLoading={busy} onClick={() => void add()}>{words.add}</Button>
        </div>
      </Form>
    </>
  );
}
