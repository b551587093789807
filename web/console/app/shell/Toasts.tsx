import { Alert, AlertActionCloseButton, AlertGroup } from "@patternfly/react-core";
import { Link } from "wouter";

import { placeOf } from "./placeOf";
import { useMessage } from "./useMessage";
import { useReader } from "./useReader";
import { useShellWords } from "./useShellWords";
import { type Shown, useToasts } from "./useToasts";

const LOOKS = {
  APPROVED: "success",
  DECLINED: "danger",
  EXPIRED: "warning",
  CANCELLED: "info",
  PENDING: "info",
} as const;

interface Props {
  drawerOpen: boolean;
  onOpenDrawer: () => void;
}

/** What happens while one looks elsewhere; all of it stays behind the bell. */
export function Toasts({ drawerOpen, onOpenDrawer }: Props) {
  const [shown, close] = useToasts(drawerOpen);
  return (
    <AlertGroup isToast>
      {shown.map((one) => (
        <Popped key={one.toast.ids[0]} of={one} onClose={() => close(one.toast)} onOpenDrawer={onOpenDrawer} />
      ))}
    </AlertGroup>
  );
}

interface PoppedProps {
  of: Shown;
  onClose: () => void;
  onOpenDrawer: () => void;
}

function Popped({ of: { toast, notices }, onClose, onOpenDrawer }: PoppedProps) {
  const words = useShellWords();
  const [notice] = notices;
  const several = toast.away || toast.ids.length > 1;
  const decided = notices.every(({ outcome }) => outcome !== null);
  const title = toast.away
    ? words.away(toast.ids.length, decided)
    : words.together(toast.ids.length, decided);
  const close = <AlertActionCloseButton aria-label={words.dismiss} onClose={onClose} />;
  if (several)
    return (
      <Alert
        variant="info"
        component="p"
        title={title}
        timeout
        onTimeout={onClose}
        actionClose={close}
        actionLinks={<button type="button" className="as-link" onClick={onOpenDrawer}>{words.showNotices}</button>}
      />
    );
  return notice ? <One of={notice} onClose={onClose} close={close} /> : null;
}

interface OneProps {
  of: Shown["notices"][number];
  onClose: () => void;
  close: React.ReactNode;
}

function One({ of: notice, onClose, close }: OneProps) {
  const words = useShellWords();
  const messageOf = useMessage();
  const place = placeOf(notice, useReader());
  return (
    <Alert
      variant={notice.outcome ? LOOKS[notice.outcome] : "info"}
      component="p"
      title={messageOf(notice)}
      timeout
      onTimeout={onClose}
      actionClose={close}
      actionLinks={place && <Link href={place} onClick={onClose}>{words.look}</Link>}
    />
  );
}
