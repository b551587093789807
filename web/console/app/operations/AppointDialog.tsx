import { Button, Content, Form, Modal, ModalBody, ModalFooter, ModalHeader, TextInput } from "@patternfly/react-core";
import { useId, useRef, useState } from "react";

import { Field, focusFirstProblem } from "../kit/Field";
import { ReasonField } from "../kit/ReasonField";
import { lengthOf } from "../kit/length";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { type HelpedAccountFragment, AppointAdministratorDocument } from "./operations.operations";
import { useOperationsWords } from "./useOperationsWords";

interface Props {
  account: HelpedAccountFragment;
  onDone: (text: string) => void;
  onClose: () => void;
}

const LEAST = 10;
const EMPTY = { user: "", reason: "" };

/** Who is to administer an account, and why. */
export function AppointDialog({ account, onDone, onClose }: Props) {
  const { appoint: words } = useOperationsWords();
  const common = useCommon();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [{ user, reason }, setDraft] = useState(EMPTY);
  const { attempt, busy, problems, outcome, check } = useAppointing(user, reason);
  const submit = async (): Promise<void> => {
    if (!check()) return focusFirstProblem(form.current);
    const done = await attempt({ account: account.id, user, reason });
    if (done) onDone(words.done(done.user.fullName, account.name));
    else focusFirstProblem(form.current);
  };
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-label={words.title(account.name)}>
      <ModalHeader title={words.title(account.name)} />
      <ModalBody>
        <Content component="p">{words.body}</Content>
        <Form ref={form} id={id} noValidate onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}>
          <Field id={`${id}-user`} label={words.user} help={words.userHelp} problem={problems.user}>
            <TextInput
              id={`${id}-user`}
              autoComplete="off"
              value={user}
              onChange={(_event, next) => setDraft({ user: next, reason })}
              validated={problems.user ? "error" : "default"}
              aria-describedby={`${id}-user-help`}
            />
          </Field>
          <ReasonField
            label={words.reason}
            help={words.reasonHelp}
            least={LEAST}
            value={reason}
            problem={problems.reason}
            onChange={(next) => setDraft({ user, reason: next })}
          />
          <Trouble of={problems.user || problems.reason ? undefined : outcome} />
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form={id} variant="primary" isLoading={busy}>{words.act}</Button>
        <Button variant="link" onClick={onClose}>{common.cancel}</Button>
      </ModalFooter>
    </Modal>
  );
}

/** The act, and what is wrong with what was typed: by ourselves, or by the server's refusal of it. */
function useAppointing(user: string, reason: string) {
  const common = useCommon();
  const textOf = useProblemText();
  const { attempt, busy, outcome, clear } = useAttempt(AppointAdministratorDocument);
  const [tried, setTried] = useState(false);
  const missing = LEAST - lengthOf(reason);
  const flaws = {
    user: user.trim() ? undefined : common.required,
    reason: missing > 0 ? common.counter.short(missing, 1000 - lengthOf(reason)) : undefined,
  };
  const refusal = outcome?.problem;
  const about = refusal?.code.startsWith("REASON_") ? "reason" : refusal?.field?.[0];
  const refused = (field: "user" | "reason"): string | undefined =>
    refusal && about === field ? textOf(refusal) : undefined;
  const check = (): boolean => {
    setTried(true);
    clear();
    return !flaws.user && !flaws.reason;
  };
  const problems = {
    user: (tried ? flaws.user : undefined) ?? refused("user"),
    reason: (tried ? flaws.reason : undefined) ?? refused("reason"),
  };
  return { attempt, busy, outcome, problems, check };
}
