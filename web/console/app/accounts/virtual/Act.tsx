import { ChangePart } from "./ChangePart";
import { CreatePart } from "./CreatePart";
import { RemovePart } from "./RemovePart";
import type { Part } from "./shape";

/** Which dialog is open, and about which virtual account; one is created at the top, or below it. */
export type Opened = { act: "create"; part: Part | null } | { act: "change" | "remove"; part: Part };

export interface ActProps {
  account: string;
  /** Whether the viewer manages the account as a whole. */
  wide: boolean;
  refresh: () => void;
  onClose: () => void;
  onDone: (told: string) => void;
}

/** The dialog that is open. */
export function Act({ of: opened, ...props }: ActProps & { of: Opened }) {
  if (opened.act === "create") return <CreatePart below={opened.part} {...props} />;
  if (opened.act === "change") return <ChangePart of={opened.part} {...props} />;
  return <RemovePart of={opened.part} {...props} />;
}
