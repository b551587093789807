import { Confirm } from "../kit/Confirm";
import { useFormat } from "../words";
import type { ProfileEndingQuery } from "./profile.operations";
import { useProfileWords } from "./useProfileWords";

export type Ending = NonNullable<ProfileEndingQuery["viewer"]>["accessEndingWith"][number];

interface Props {
  of: Ending[];
  email: string;
  busy: boolean;
  onAct: () => void;
  onClose: () => void;
}

/** What a new e-mail domain costs, before it is saved. */
export function Losing({ of: ending, email, busy, onAct, onClose }: Props) {
  const words = useProfileWords();
  const format = useFormat();
  const accounts = [...new Set(ending.map(({ account }) => account.name))];
  return (
    <Confirm title={words.losing(accounts.length)} act={words.changeAnyway} danger busy={busy} onAct={onAct} onClose={onClose}>
      {words.losingBody(format.list(accounts), email)}
    </Confirm>
  );
}
