import { useLocation } from "wouter";

import type { AuditEventFilter } from "../../api/types";
import { useQueryState } from "../../kit/useQueryState";

/** Which lines of the log are shown: all of it in the address. */
export function useEventFilters() {
  const [path, go] = useLocation();
  const [text, setText] = useQueryState("text");
  const [action, setAction] = useQueryState("action");
  const [actor, setActor] = useQueryState("actor");
  const [from, setFrom] = useQueryState("from");
  const [until, setUntil] = useQueryState("until");
  const filter: AuditEventFilter = {
    text: text || null,
    action: action || null,
    actor: actor || null,
    from: momentOf(from, 0),
    before: momentOf(until, 1),
  };
  return {
    text, setText, action, setAction, actor, setActor, from, setFrom, until, setUntil, filter,
    any: Boolean(text || action || actor || from || until),
    clear: () => go(path, { replace: true }),
  };
}

export type EventFilters = ReturnType<typeof useEventFilters>;

/** When a day begins where the reader is, so many days later; nothing where none is given. */
function momentOf(day: string, later: number): string | null {
  const [year, month, date] = day.split("-").map(Number);
  const moment = new Date(year ?? NaN, (month ?? NaN) - 1, (date ?? NaN) + later);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
