import { useState } from "react";

const DRAFT = "admit.draft.";
const WHOSE = "admit.drafts-of";

/**
 * What somebody has typed: it outlives a reload of the tab and a new sign-in, and no answer of
 * the server ever changes it.
 */
export function useDraft<T>(key: string, initial: T): [T, (value: T) => void, () => void] {
  const place = `${DRAFT}${key}`;
  const [value, setValue] = useState<T>(() => read(place, initial));
  const set = (next: T): void => {
    setValue(next);
    sessionStorage.setItem(place, JSON.stringify(next));
  };
  const forget = (): void => sessionStorage.removeItem(place);
  return [value, set, forget];
}

function read<T>(place: string, initial: T): T {
  const kept = sessionStorage.getItem(place);
  return kept === null ? initial : (JSON.parse(kept) as T);
}

/** Drafts are for whoever typed them: who comes next in this tab begins with none. */
export function keepDraftsOf(user: string): void {
  if (sessionStorage.getItem(WHOSE) === user) return;
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(DRAFT)))
    sessionStorage.removeItem(key);
  sessionStorage.setItem(WHOSE, user);
}
