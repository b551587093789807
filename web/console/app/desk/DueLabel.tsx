import { Label } from "@patternfly/react-core";

import { useNow } from "../kit/When";
import type { DeskDueFragment } from "./desk.operations";
import { useDeskWords } from "./useDeskWords";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SOON_H = 4;

/** How much is left of a review's 24 hours: in words and colour; nothing once it has left the desk. */
export function DueLabel({ of: { stage, review } }: { of: DeskDueFragment }) {
  const words = useDeskWords();
  const now = useNow();
  if (!review?.dueAt || review.hoursLeft === null) return null;
  if (stage === "INFORMATION_REQUESTED")
    return <Label>{review.overdue ? words.standsOverdue : words.stands(review.hoursLeft)}</Label>;
  const left = Date.parse(review.dueAt) - now;
  if (review.overdue || left <= 0)
    return <Label status="danger">{words.overdue(Math.max(0, Math.floor(-left / HOUR_MS)))}</Label>;
  // The time is known to the minute only: a full hour must not seem to be more.
  const hours = Math.max(1, Math.ceil((left - MINUTE_MS) / HOUR_MS));
  return <Label status={hours <= SOON_H ? "warning" : "success"}>{words.left(hours)}</Label>;
}
