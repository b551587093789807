import { Confirm } from "../kit/Confirm";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useCommon, useFormat } from "../words";
import { type OwnRoleFragment, LeaveRoleDocument } from "./access.operations";
import { useAccessWords } from "./useAccessWords";

interface Props {
  of: OwnRoleFragment;
  onClose: () => void;
  onLeft: (said: string) => void;
}

/** Asks before the viewer gives a role up, and names what is lost. */
export function LeaveRole({ of: held, onClose, onLeft }: Props) {
  const words = useAccessWords();
  const common = useCommon();
  const format = useFormat();
  const { attempt, busy, outcome } = useAttempt(LeaveRoleDocument);
  const role = common.role[held.role];
  const { name } = held.account;
  const parts = held.virtualAccounts.map((part) => part.name);
  const leave = async (): Promise<void> => {
    if (await attempt({ roleAssignment: held.id })) onLeft(words.leaving.done(role, name));
  };
  return (
    <Confirm title={words.leaving.title(name)} act={words.leave} danger busy={busy} onAct={() => void leave()} onClose={onClose}>
      <p>
        {parts.length ? words.leaving.loseParts(role, format.list(parts), name) : words.leaving.lose(role, name)}
      </p>
      <p>{words.leaving.again}</p>
      <Trouble of={outcome} />
    </Confirm>
  );
}
