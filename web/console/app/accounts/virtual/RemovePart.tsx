import { Confirm } from "../../kit/Confirm";
import { Trouble } from "../../kit/Trouble";
import { useAttempt } from "../../kit/useAttempt";
import type { ActProps } from "./Act";
import type { Part } from "./shape";
import { useVirtualWords } from "./useVirtualWords";
import { DeleteVirtualAccountDocument } from "./virtual.operations";

/** Deletes an empty virtual account, after saying what that means. */
export function RemovePart({ of: part, onClose, onDone, refresh }: ActProps & { of: Part }) {
  const words = useVirtualWords();
  const { attempt, busy, outcome } = useAttempt(DeleteVirtualAccountDocument);
  const act = async (): Promise<void> => {
    if (await attempt({ virtualAccount: part.id })) onDone(words.removed(part.name));
    else refresh();
  };
  return (
    <Confirm title={words.removeTitle(part.name)} act={words.removeAct} danger busy={busy} onAct={() => void act()} onClose={onClose}>
      <Trouble of={outcome} />
      <p>{words.removeBody}</p>
    </Confirm>
  );
}
