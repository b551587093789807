import { NotificationBadge } from "@patternfly/react-core";

import { useFrame } from "./useFrame";
import { useShellWords } from "./useShellWords";

const BELL = "bell";
const MOST = 99;

interface Props {
  open: boolean;
  onToggle: () => void;
}

/** Opens what has happened, and counts what is unread of it. */
export function Bell({ open, onToggle }: Props) {
  const words = useShellWords();
  const { unreadNotices: unread } = useFrame().viewer;
  return (
    <NotificationBadge
      id={BELL}
      variant={unread ? "unread" : "read"}
      aria-label={words.bell(unread)}
      isExpanded={open}
      onClick={onToggle}
    >
      {unread > MOST ? `${MOST}+` : unread || undefined}
    </NotificationBadge>
  );
}

/** Go back to it, when what it has opened is closed. */
export function focusBell(): void {
  document.getElementById(BELL)?.focus();
}
