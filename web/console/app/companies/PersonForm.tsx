import { ActionGroup, Button, Form, TextInput } from "@patternfly/react-core";
import { type FormEvent, useId, useRef, useState } from "react";

import type { Ended } from "../api/useAct";
import { Field, focusFirstProblem } from "../kit/Field";
import { Trouble } from "../kit/Trouble";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { useCompanyWords } from "./useCompanyWords";

interface Props {
  help: string;
  act: string;
  busy: boolean;
  outcome: Ended | undefined;
  /** Whether it may be done now; if not, why not. */
  because: string | null;
  /** Sends it; true if it was done. */
  onSend: (person: string) => Promise<boolean>;
  onChange: () => void;
}

/** Names a person by username or address, and sends that. */
export function PersonForm({ help, act, busy, outcome, because, onSend, onChange }: Props) {
  const id = useId();
  const { people } = useCompanyWords();
  const { required } = useCommon();
  const textOf = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [person, setPerson] = useState("");
  const [empty, setEmpty] = useState(false);
  const refused = outcome?.problem?.field?.[0] === "user" ? textOf(outcome.problem) : undefined;
  const problem = empty && !person.trim() ? required : refused;

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (because) return;
    setEmpty(!person.trim());
    if (person.trim() && (await onSend(person))) setPerson("");
    else focusFirstProblem(form.current);
  };

  return (
    <Form ref={form} onSubmit={(event) => void send(event)} noValidate className="narrow">
      <Field id={id} label={people.person} help={help} problem={problem}>
        <TextInput
          id={id}
          value={person}
          onChange={(_event, text) => {
            setPerson(text);
            onChange();
          }}
          aria-describedby={`${id}-help`}
          validated={problem ? "error" : "default"}
          autoComplete="off"
        />
      </Field>
      {!refused && <Trouble of={outcome} />}
      <ActionGroup>
        <Button type="submit" variant="secondary" isLoading={busy} isAriaDisabled={because !== null} aria-describedby={because ? `${id}-because` : undefined}>
          {act}
        </Button>
        {because && <span id={`${id}-because`} className="quiet next-reason">{because}</span>}
      </ActionGroup>
    </Form>
  );
}
