import { bearer, keepPerson, person } from "./person";
import { State } from "./state";

/** The demo person this tab acts as; empty: whoever the cookie says. */
export const actingAs = new State(person);
/** Whether the sign-in ended under the open page. */
export const signedOut = new State(false);

/** The Authorization of an operation; nothing where the cookie speaks. */
export function authorization(): string | undefined {
  const one = actingAs.get();
  return one ? bearer(one) : undefined;
}

/** Act as one of the demo's people in this tab from now on; empty: as whoever the cookie says. */
export function actAs(one: string): void {
  keepPerson(one);
  actingAs.set(one);
}
