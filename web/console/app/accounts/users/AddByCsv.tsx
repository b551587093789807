import { Button, Flex, Form, TextArea } from "@patternfly/react-core";
import { useId, useState } from "react";

import { Field } from "../../kit/Field";
import { Trouble } from "../../kit/Trouble";
import { useAttempt } from "../../kit/useAttempt";
import { Results, type Row } from "./Results";
import { useUserWords } from "./useUserWords";
import { AddAccountUsersFromCsvDocument } from "./users.operations";

/** Roles from a CSV list, which is tried out before anything is added. */
export function AddByCsv({ account }: { account: string }) {
  const words = useUserWords();
  const id = useId();
  const [csv, setCsv] = useState("");
  const [flaw, setFlaw] = useState("");
  const [tried, setTried] = useState<{ rows: Row[]; only: boolean } | null>(null);
  const { attempt, busy, outcome } = useAttempt(AddAccountUsersFromCsvDocument);
  const change = (text: string): void => {
    setCsv(text);
    setFlaw("");
    setTried(null);
  };
  const send = async (dryRun: boolean): Promise<void> => {
    if (!csv.trim()) {
      setFlaw(words.csvNone);
      document.getElementById(id)?.focus();
      return;
    }
    const done = await attempt({ account, csv, dryRun });
    if (done) setTried({ rows: done.rows, only: done.dryRun });
  };
  const fit = tried?.rows.filter(({ problem }) => !problem).length ?? 0;
  return (
    <Form onSubmit={(event) => event.preventDefault()} noValidate>
      <Field id={id} label={words.csv} help={words.csvHelp} problem={flaw || undefined}>
        <TextArea
          id={id}
          value={csv}
          placeholder={words.csvExample}
          aria-describedby={`${id}-help`}
          validated={flaw ? "error" : "default"}
          resizeOrientation="vertical"
          rows={6}
          onChange={(_event, text) => change(text)}
        />
        <input
          type="file"
          accept=".csv,text/csv"
          aria-label={words.csvFile}
          onChange={(event) => void event.currentTarget.files?.[0]?.text().then(change)}
        />
      </Field>
      <Trouble of={outcome} />
      {tried && <Results rows={tried.rows} onlyTried={tried.only} />}
      <Flex>
        {tried?.only && fit > 0 ? (
          <Button isLoading={busy} onClick={() => void send(false)}>{words.addFit(fit)}</Button>
        ) : (
          <Button isLoading={busy} onClick={() => void send(true)}>{words.check}</Button>
        )}
      </Flex>
    </Form>
  );
}
