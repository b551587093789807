import { usePlainAct } from "../api/useAct";
import { CloseButton } from "./CloseButton";
import { DeactivateUserDocument } from "./closing.operations";
import { useOperationsWords } from "./useOperationsWords";

interface Props {
  user: { id: string; fullName: string };
  onDone: (text: string) => void;
}

/** Closes somebody's sign-in, after asking. */
export function CloseUser({ user: { id, fullName }, onDone }: Props) {
  const { close: words } = useOperationsWords();
  const [close, busy] = usePlainAct(DeactivateUserDocument);
  return (
    <CloseButton
      name={fullName}
      title={words.closeUserTitle(fullName)}
      body={words.userBody}
      busy={busy}
      act={() => close({ input: { user: id } })}
      onDone={() => onDone(words.closedUser(fullName))}
    />
  );
}
