import { useNow } from "../kit/When";
import type { OwnRequestRowFragment } from "./requests.operations";

/** Whether one may remind now, and from when on if only the time is too early. */
export function useReminder({ status, remindableAt, viewerCanRemind }: OwnRequestRowFragment): {
  possible: boolean;
  from: string | null;
} {
  const now = useNow();
  // What the server said when it was asked may have changed by the mere passing of time.
  const early = remindableAt !== null && new Date(remindableAt).getTime() > now;
  const { allowed, code } = viewerCanRemind;
  const mine = status === "PENDING" && (allowed || code === "REMINDER_TOO_SOON");
  return { possible: mine && !early, from: mine && early ? remindableAt : null };
}
