import { NotificationDrawer } from "@patternfly/react-core";

import { later } from "./later";

const Notices = later(async () => (await import("./Notices")).Notices);

interface Props {
  open: boolean;
  onClose: () => void;
  /** Told when one goes to what a notice is about. */
  onFollow: () => void;
}

/** What the bell opens. It is there while closed, too: otherwise the screen beside it would begin anew. */
export function NoticeDrawer({ open, ...acts }: Props) {
  return open ? <Notices {...acts} /> : <NotificationDrawer />;
}
