import { Confirm } from "../kit/Confirm";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useCommon } from "../words";
import { type ContractHolderFragment, RevokeSupportDocument } from "./contracts.operations";
import { useContractWords } from "./useContractWords";

interface Props {
  of: ContractHolderFragment;
  onClose: () => void;
  onEnded: (said: string) => void;
}

/** Asks before access is taken away, and names what is lost. */
export function TakeAway({ of: held, onClose, onEnded }: Props) {
  const words = useContractWords();
  const common = useCommon();
  const { attempt, busy, outcome } = useAttempt(RevokeSupportDocument);
  const { fullName } = held.user;
  const revoke = async (): Promise<void> => {
    if (await attempt({ access: held.id })) onEnded(words.revoking.done(fullName));
  };
  return (
    <Confirm
      title={words.revoking.title(fullName)}
      act={words.revoke}
      danger
      busy={busy}
      onAct={() => void revoke()}
      onClose={onClose}
    >
      <p>{words.revoking.lose(fullName, common.level[held.level], `${common.keyKind[held.keyKind]} ${held.key}`)}</p>
      <Trouble of={outcome} />
    </Confirm>
  );
}
