import { Button, Checkbox, Form, FormHelperText, HelperText } from "@patternfly/react-core";
import { useId, useRef, useState } from "react";

import { focusFirstProblem } from "../../kit/Field";
import { Trouble } from "../../kit/Trouble";
import { useAttempt } from "../../kit/useAttempt";
import { AcceptAgreementDocument, type AgreementCardFragment } from "./agreements.operations";
import { useAgreementWords } from "./useAgreementWords";
import { Wrong } from "../../kit/Wrong";

interface Props {
  of: AgreementCardFragment;
  account: { id: string; name: string };
  onDone: () => void;
  onRefused: () => void;
}

/** A tick that says what is accepted and for whom, and the button that does it. */
export function Accept({ of: { name, version }, account, onDone, onRefused }: Props) {
  const id = useId();
  const words = useAgreementWords();
  const form = useRef<HTMLFormElement>(null);
  const [ticked, setTicked] = useState(false);
  const [flawed, setFlawed] = useState(false);
  const { attempt, busy, outcome } = useAttempt(AcceptAgreementDocument);
  const submit = async (): Promise<void> => {
    setFlawed(!ticked);
    if (!ticked) focusFirstProblem(form.current);
    else if (await attempt({ account: account.id, agreement: version })) onDone();
    else onRefused();
  };
  return (
    <Form
      ref={form}
      noValidate
      className="apart"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Checkbox
        id={id}
        label={words.tick(name, account.name)}
        isChecked={ticked}
        isValid={!flawed}
        aria-describedby={`${id}-help`}
        onChange={(_event, on) => {
          setTicked(on);
          setFlawed(false);
        }}
      />
      {flawed && (
        <FormHelperText>
          <HelperText id={`${id}-help`}>
            <Wrong>{words.tickProblem}</Wrong>
          </HelperText>
        </FormHelperText>
      )}
      <Trouble of={outcome} />
      <div>
        <Button type="submit" isLoading={busy}>{words.accept}</Button>
      </div>
    </Form>
  );
}
