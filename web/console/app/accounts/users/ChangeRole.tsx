import { Button, Form, Modal, ModalBody, ModalFooter, ModalHeader, TextInput } from "@patternfly/react-core";
import { useId, useRef, useState } from "react";
import { useParams } from "wouter";

import { Field, focusFirstProblem } from "../../kit/Field";
import { Awaited } from "../../kit/Loaded";
import { Trouble } from "../../kit/Trouble";
import { useAttempt } from "../../kit/useAttempt";
import { useAnswer } from "../../api/useAnswer";
import { useCommon } from "../../words";
import { type Grant, granted, isWide, missingOf } from "../grant";
import { GrantFields } from "../GrantFields";
import { endOf } from "../requests/decision";
import { useGrantWords } from "../useGrantWords";
import { useMissingWords } from "../useMissingWords";
import { useUserWords } from "./useUserWords";
import { AddingUsersDocument, ChangeHeldRoleDocument, type HeldRoleFragment } from "./users.operations";

interface Props {
  of: HeldRoleFragment;
  onClose: () => void;
  onSaid: (text: string) => void;
}

/** Another role, scope or end in the place of one that is held. */
export function ChangeRole({ of: held, onClose, onSaid }: Props) {
  const { id, role, user, virtualAccounts, endsAt } = held;
  const words = useUserWords();
  const common = useCommon();
  const grantOf = useGrantWords();
  const missingWord = useMissingWords();
  const field = useId();
  const form = useRef<HTMLDivElement>(null);
  const account = useParams()["id"] ?? "";
  const own = useAnswer(AddingUsersDocument, { id: account }).data?.smartAccount?.viewerRoles;
  const [grant, setGrant] = useState<Grant>({ scope: isWide(role) ? "whole" : "parts", role, parts: virtualAccounts.map((part) => ({ id: part.id, name: part.name })) });
  const [endsOn, setEndsOn] = useState(endsAt?.slice(0, 10) ?? "");
  const [tried, setTried] = useState(false);
  const { attempt, busy, outcome } = useAttempt(ChangeHeldRoleDocument);
  const missing = missingOf(grant);
  const change = async (): Promise<void> => {
    setTried(true);
    const wanted = granted(grant);
    if (missing || !wanted) return focusFirstProblem(form.current);
    const done = await attempt({ roleAssignment: id, ...wanted, endsAt: endsOn ? endOf(endsOn) : null });
    if (!done) return;
    onClose();
    onSaid(words.changed(user.fullName, grantOf(done.role, done.virtualAccounts)));
  };
  const title = words.changeTitle(user.fullName);
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-label={title}>
      <ModalHeader title={title} />
      <ModalBody>
        <div ref={form}>
          <Form onSubmit={(event) => event.preventDefault()}>
            {own ? (
              <GrantFields
                account={account}
                value={grant}
                onChange={setGrant}
                wide={own.some((one) => one.role === "SMART_ACCOUNT_ADMIN")}
                problems={tried && missing ? { [missing]: missingWord(missing) } : {}}
              />
            ) : (
              <Awaited lines={4} />
            )}
            <Field id={field} label={words.until} help={words.untilHelp} optional>
              <TextInput id={field} type="date" className="date" value={endsOn} onChange={(_event, next) => setEndsOn(next)} aria-describedby={`${field}-help`} />
            </Field>
          </Form>
        </div>
        <Trouble of={outcome} />
      </ModalBody>
      <ModalFooter>
        <Button isLoading={busy} onClick={() => void change()}>{common.save}</Button>
        <Button variant="link" onClick={onClose}>{common.cancel}</Button>
      </ModalFooter>
    </Modal>
  );
}
