import { State } from "./state";

// The key that GraphiQL uses too, so that a tab stays the same person on both pages.
const KEY = "admit.act-as";

/** The demo person this tab acts as; empty: whoever the cookie says. Kept in this tab alone. */
export const actingAs = new State(read());
/** Whether the sign-in ended under the open page. */
export const signedOut = new State(false);

/** The Authorization of an operation; nothing where the cookie speaks. */
export function authorization(): string | undefined {
  const person = actingAs.get();
  return person ? `Bearer demo:${person}` : undefined;
}

/** Act as one of the demo's people in this tab from now on; empty: as whoever the cookie says. */
export function actAs(person: string): void {
  sessionStorage.setItem(KEY, person);
  actingAs.set(person);
}

/** A link may say who opens it, as those of the demo's mailbox do. */
function read(): string {
  const address = new URL(location.href);
  const asked = address.searchParams.get("as");
  if (asked === null) return sessionStorage.getItem(KEY) ?? "";
  sessionStorage.setItem(KEY, asked);
  address.searchParams.delete("as");
  history.replaceState(history.state, "", address);
  return asked;
}
