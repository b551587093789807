import {
  Alert, Button, ClipboardCopy, Form, FormSelect, FormSelectOption, Modal, ModalBody, ModalFooter, ModalHeader, TextInput,
} from "@patternfly/react-core";
import { type FormEvent, useRef, useState } from "react";

import { type Outcome, usePlainAct } from "../api/useAct";
import { Fault } from "../kit/Fault";
import { Field, focusFirstProblem } from "../kit/Field";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { CreateTokenDocument, type CreateTokenMutation } from "./profile.operations";
import { useProfileWords } from "./useProfileWords";

const LIVES = ["7", "30", "90", "366", ""] as const;
const FORM = "token-form";

interface Props {
  onMade: () => void;
  onClose: () => void;
}

/** Makes a token, and shows its secret this once. */
export function NewToken({ onMade, onClose }: Props) {
  const words = useProfileWords();
  const common = useCommon();
  const textOf = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [name, setName] = useState("");
  const [days, setDays] = useState<string>("90");
  const [tried, setTried] = useState(false);
  const [create, busy] = usePlainAct(CreateTokenDocument);
  const [outcome, setOutcome] = useState<Outcome<CreateTokenMutation["createPersonalAccessToken"]>>();
  const problem = tried && !name.trim() ? common.required : outcome?.problem && textOf(outcome.problem);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (busy) return;
    if (!name.trim()) return focusFirstProblem(form.current);
    const answered = await create({ input: { name, days: days ? Number(days) : null } });
    setOutcome(answered);
    if (answered.done) onMade();
    else focusFirstProblem(form.current);
  }
  if (outcome?.done) return <Secret of={outcome.done.secret} onClose={onClose} />;
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="new-token-title" elementToFocus="#token-name">
      <ModalHeader title={words.newToken} labelId="new-token-title" />
      <ModalBody>
        <Form id={FORM} ref={form} onSubmit={(event) => void send(event)} noValidate>
          {outcome?.fault && <Fault error={outcome.fault} act />}
          <Field id="token-name" label={words.tokenName} help={words.tokenNameHelp} problem={problem}>
            <TextInput id="token-name" value={name} validated={problem ? "error" : "default"} aria-describedby="token-name-help" onChange={(_event, value) => setName(value)} />
          </Field>
          <Field id="token-days" label={words.tokenDays}>
            <FormSelect id="token-days" value={days} onChange={(_event, value) => setDays(value)}>
              {LIVES.map((life) => <FormSelectOption key={life} value={life} label={words.days[life]} />)}
            </FormSelect>
          </Field>
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form={FORM} isLoading={busy}>{words.create}</Button>
        <Button variant="link" onClick={onClose}>{common.cancel}</Button>
      </ModalFooter>
    </Modal>
  );
}

function Secret({ of: secret, onClose }: { of: string; onClose: () => void }) {
  const words = useProfileWords();
  const common = useCommon();
  return (
    <Modal isOpen variant="small" aria-labelledby="secret-title">
      <ModalHeader title={words.created} labelId="secret-title" />
      <ModalBody>
        <Alert isInline isPlain variant="warning" component="p" title={words.createdBody} className="below" />
        <ClipboardCopy isReadOnly hoverTip={common.copy} clickTip={common.copied} textAriaLabel={words.secret} copyAriaLabel={common.copy}>{secret}</ClipboardCopy>
      </ModalBody>
      <ModalFooter>
        <Button onClick={onClose}>{words.done}</Button>
      </ModalFooter>
    </Modal>
  );
}
