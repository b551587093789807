import { Button } from "@patternfly/react-core";

import { useAct } from "../api/useAct";
import type { Failure } from "./RequestActions";
import { type OwnRequestRowFragment, SendReminderDocument } from "./requests.operations";
import { useReminder } from "./useReminder";
import { useRequestWords } from "./useRequestWords";

interface Props {
  request: OwnRequestRowFragment;
  inRow: boolean;
  /** The id of what says from when on it is possible. */
  help: string;
  onFailure: (failure: Failure) => void;
  onSent: () => void;
}

/** Mails the administrators again; disabled where that is too early yet. */
export function Remind({ request, inRow, help, onFailure, onSent }: Props) {
  const words = useRequestWords();
  const { possible, from } = useReminder(request);
  const [send, busy] = useAct(SendReminderDocument);
  const remind = async (): Promise<void> => {
    const { done, problem, fault } = await send({ request: request.id });
    onFailure({ problem, fault });
    if (done) onSent();
  };
  if (!possible && !from) return null;
  return (
    <Button
      variant={inRow ? "link" : "secondary"}
      isInline={inRow}
      isLoading={busy}
      isAriaDisabled={!possible}
      aria-label={inRow ? words.remindOne(request.key) : undefined}
      aria-describedby={help}
      onClick={() => busy || void remind()}
    >
      {words.remind}
    </Button>
  );
}
