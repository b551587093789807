import { useState } from "react";

import { live } from "../api/live";
import { type Notice, useNotices } from "../api/notices";
import { say } from "../kit/say";
import { onScreen } from "./onScreen";
import { NONE, type Toast, type Toasts, popUp, without } from "./toasts";
import { useFrame } from "./useFrame";
import { useMessage } from "./useMessage";
import { toasted } from "./wishes";

const CATCHING_UP_MS = 2_000;

export interface Shown {
  toast: Toast;
  notices: Notice[];
}

/** What pops up now, and how to send one away; nothing while the drawer shows it anyway. */
export function useToasts(drawerOpen: boolean): [Shown[], (toast: Toast) => void] {
  const { viewer } = useFrame();
  const messageOf = useMessage();
  const [toasts, set] = useState<Toasts>(NONE);
  const [heard, setHeard] = useState<Notice[]>([]);
  useNotices((notice) => {
    if (drawerOpen || !isWanted(notice, viewer.user.id)) return;
    setHeard((before) => [...before.slice(-99), notice]);
    set((before) => popUp(before, notice.id, Date.now(), wasAway()));
    say(messageOf(notice));
  });
  const close = (toast: Toast): void => set((before) => without(before, toast));
  const shown = drawerOpen ? [] : toasts.shown;
  return [shown.map((toast) => ({ toast, notices: heard.filter(({ id }) => toast.ids.includes(id)) })), close];
}

/** Not what one did oneself or has before one's eyes, nor in a tab that nobody sees. */
function isWanted(notice: Notice, viewer: string): boolean {
  if (document.visibilityState !== "visible" || notice.actedBy?.id === viewer) return false;
  if (notice.about && notice.about.id === onScreen(location)) return false;
  const wish = toasted.get();
  return wish === "all" || (wish === "decisions" && notice.outcome !== null);
}

/** Right after a break comes what happened during it. */
function wasAway(): boolean {
  const { state, since, again } = live.get();
  return state === "on" && again && Date.now() - since < CATCHING_UP_MS;
}
