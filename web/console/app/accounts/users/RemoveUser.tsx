import { Checkbox } from "@patternfly/react-core";
import { useId, useState } from "react";

import { Confirm } from "../../kit/Confirm";
import { Trouble } from "../../kit/Trouble";
import { useAttempt } from "../../kit/useAttempt";
import { useFormat } from "../../words";
import { useGrantWords } from "../useGrantWords";
import { useUserWords } from "./useUserWords";
import { type HeldRoleFragment, RemoveAccountUserDocument } from "./users.operations";

interface Props {
  account: string;
  held: HeldRoleFragment[];
  onClose: () => void;
  onRemoved: (text: string) => void;
}

/** Asks whether to take every role in an account from somebody, naming them all. */
export function RemoveUser({ account, held, onClose, onRemoved }: Props) {
  const words = useUserWords();
  const format = useFormat();
  const grantOf = useGrantWords();
  const box = useId();
  const [mail, setMail] = useState(true);
  const { attempt, busy, outcome } = useAttempt(RemoveAccountUserDocument);
  const [first] = held;
  if (!first) return null;
  const { id, fullName } = first.user;
  const remove = async (): Promise<void> => {
    if (await attempt({ account, user: id, mail })) onRemoved(words.removed(fullName));
  };
  return (
    <Confirm title={words.removeTitle(fullName)} act={words.remove} danger busy={busy} onAct={() => void remove()} onClose={onClose}>
      <p>{words.willLoseAll(fullName, format.list(held.map(({ role, virtualAccounts }) => grantOf(role, virtualAccounts))))}</p>
      <Checkbox id={box} label={words.mail(fullName)} isChecked={mail} onChange={(_event, next) => setMail(next)} />
      <Trouble of={outcome} />
    </Confirm>
  );
}
