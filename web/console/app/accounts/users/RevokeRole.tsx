import { Checkbox } from "@patternfly/react-core";
import { useId, useState } from "react";
import { useParams } from "wouter";

import { useAnswer } from "../../api/useAnswer";
import { Confirm } from "../../kit/Confirm";
import { Trouble } from "../../kit/Trouble";
import { useAttempt } from "../../kit/useAttempt";
import { AccountTabsDocument } from "../account.operations";
import { useGrantWords } from "../useGrantWords";
import { useUserWords } from "./useUserWords";
import { type HeldRoleFragment, RevokeHeldRoleDocument } from "./users.operations";

interface Props {
  of: HeldRoleFragment;
  /** The account's name, where it is not the one whose tab is open. */
  within?: string | undefined;
  onClose: () => void;
  onSaid: (text: string) => void;
}

/** Asks whether to take a role away, naming what is lost. */
export function RevokeRole({ of: { id, role, user, virtualAccounts }, within, onClose, onSaid }: Props) {
  const words = useUserWords();
  const box = useId();
  const params = useParams();
  const name = useGrantWords()(role, virtualAccounts);
  const account = useAnswer(AccountTabsDocument, { id: params["id"] ?? "" }, { pause: within !== undefined }).data?.smartAccount?.name;
  const [mail, setMail] = useState(true);
  const { attempt, busy, outcome } = useAttempt(RevokeHeldRoleDocument);
  const revoke = async (): Promise<void> => {
    if (!(await attempt({ roleAssignment: id, mail }))) return;
    onClose();
    onSaid(words.revoked(user.fullName, name));
  };
  return (
    <Confirm title={words.revokeTitle(user.fullName)} act={words.revoke} danger busy={busy} onAct={() => void revoke()} onClose={onClose}>
      <p>{words.willLose(user.fullName, name, within ?? account ?? "")}</p>
      <Checkbox id={box} label={words.mail(user.fullName)} isChecked={mail} onChange={(_event, next) => setMail(next)} />
      <Trouble of={outcome} />
    </Confirm>
  );
}
