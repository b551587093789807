// The key that GraphiQL uses too, so that a tab stays the same person on both pages.
const KEY = "admit.act-as";

/** The demo person this tab begins as; empty: whoever the cookie says. */
export const person = read();

/** Be that person in this tab from now on, and in this tab alone. */
export function keepPerson(chosen: string): void {
  sessionStorage.setItem(KEY, chosen);
}

/** What a request carries for somebody: a token leaves the cookie at home, so that they cannot disagree. */
export function identify(one: string): { credentials: RequestCredentials; headers: Record<string, string> } {
  return one
    ? { credentials: "omit", headers: { Authorization: bearer(one) } }
    : { credentials: "same-origin", headers: {} };
}

export function bearer(one: string): string {
  return `Bearer demo:${one}`;
}

/** A link may say who opens it, as those of the demo's mailbox do. */
function read(): string {
  const address = new URL(location.href);
  const asked = address.searchParams.get("as");
  if (asked === null) return sessionStorage.getItem(KEY) ?? "";
  keepPerson(asked);
  address.searchParams.delete("as");
  history.replaceState(history.state, "", address);
  return asked;
}
