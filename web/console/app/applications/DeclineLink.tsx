import { useState } from "react";

import { Confirm } from "../kit/Confirm";
import { ReasonField } from "../kit/ReasonField";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { AuthorizeApplicationDocument } from "./link.operations";
import { useApplicationWords } from "./useApplicationWords";

interface Props {
  by: string;
  token: string;
  onDeclined: () => void;
  onClose: () => void;
}

/** Declines the account, with a reason if one likes. */
export function DeclineLink({ by, token, onDeclined, onClose }: Props) {
  const { link: words } = useApplicationWords();
  const [reason, setReason] = useState("");
  const { attempt, busy, outcome } = useAttempt(AuthorizeApplicationDocument);
  const decline = async (): Promise<void> => {
    if (await attempt({ token, accept: false, reason })) {
      onClose();
      onDeclined();
    }
  };
  return (
    <Confirm
      title={words.declineTitle}
      act={words.decline}
      danger
      busy={busy}
      onAct={() => void decline()}
      onClose={onClose}
    >
      <p>{words.declineBody(by)}</p>
      <ReasonField label={words.reason} optional value={reason} onChange={setReason} />
      <Trouble of={outcome} />
    </Confirm>
  );
}
