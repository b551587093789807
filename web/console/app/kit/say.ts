import { State } from "../api/state";

/** What a screen reader is told, politely: the page's one place for it shows this. */
export const said = new State("");

/** Tell who cannot see it. The same text again is told again. */
export function say(text: string): void {
  said.set(said.get() === text ? `${text}\u00a0` : text);
}
