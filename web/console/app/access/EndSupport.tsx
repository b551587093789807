import { Confirm } from "../kit/Confirm";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useCommon } from "../words";
import { EndSupportAccessDocument, type OwnSupportFragment } from "./access.operations";
import { useAccessWords } from "./useAccessWords";

interface Props {
  of: OwnSupportFragment;
  onClose: () => void;
  onEnded: (said: string) => void;
}

/** Asks before the viewer gives support access up, and names what is lost. */
export function EndSupport({ of: held, onClose, onEnded }: Props) {
  const words = useAccessWords();
  const common = useCommon();
  const { attempt, busy, outcome } = useAttempt(EndSupportAccessDocument);
  const key = `${common.keyKind[held.keyKind]} ${held.key}`;
  const end = async (): Promise<void> => {
    if (await attempt({ access: held.id })) onEnded(words.ending.done(key));
  };
  return (
    <Confirm title={words.ending.title(key)} act={words.giveUp} danger busy={busy} onAct={() => void end()} onClose={onClose}>
      <p>{words.ending.lose(common.level[held.level], key)}</p>
      <p>{words.ending.again}</p>
      <Trouble of={outcome} />
    </Confirm>
  );
}
