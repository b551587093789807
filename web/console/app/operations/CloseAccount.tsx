import { usePlainAct } from "../api/useAct";
import { CloseButton } from "./CloseButton";
import { DeactivateSmartAccountDocument } from "./closing.operations";
import { useOperationsWords } from "./useOperationsWords";

interface Props {
  account: { id: string; name: string };
  onDone: (text: string) => void;
}

/** Closes an account for good, after asking. */
export function CloseAccount({ account: { id, name }, onDone }: Props) {
  const { close: words } = useOperationsWords();
  const [close, busy] = usePlainAct(DeactivateSmartAccountDocument);
  return (
    <CloseButton
      name={name}
      title={words.closeAccountTitle(name)}
      body={words.accountBody}
      busy={busy}
      act={() => close({ input: { account: id } })}
      onDone={() => onDone(words.closedAccount(name))}
    />
  );
}
