/** What pops up for a moment: one notice, or several that came together. */
export interface Toast {
  ids: string[];
  /** Whether they happened while the page was cut off. */
  away: boolean;
}

export interface Toasts {
  shown: Toast[];
  /** When what popped up lately came, the oldest first, in milliseconds. */
  came: number[];
}

export const NONE: Toasts = { shown: [], came: [] };

const MOST = 3;
const TOGETHER_MS = 2_000;

/** One more notice: the newest three are shown, more than three within two seconds as one. */
export function popUp({ shown, came }: Toasts, id: string, now: number, away: boolean): Toasts {
  const lately = [...came.filter((time) => now - time < TOGETHER_MS), now];
  const gathered = shown.find((toast) => toast.away || toast.ids.length > 1);
  if (gathered && lately.length > 1)
    return { shown: [{ ...gathered, ids: [...gathered.ids, id] }], came: lately };
  if (!away && lately.length <= MOST)
    return { shown: [...shown, { ids: [id], away }].slice(-MOST), came: lately };
  const before = away ? [] : shown.flatMap((toast) => toast.ids);
  return { shown: [{ ids: [...before, id], away }], came: lately };
}

/** Without one that was closed, or has been there long enough. */
export function without({ shown, came }: Toasts, toast: Toast): Toasts {
  return { shown: shown.filter((one) => one !== toast), came };
}
