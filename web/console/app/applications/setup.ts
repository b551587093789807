import type { Role } from "../api/types";
import { normal } from "../kit/length";

export const DEFAULT_PART = "DEFAULT";
export const MOST_PARTS = 50;
export const MOST_PEOPLE = 50;

/** Somebody to be let in with the set-up. */
export interface Person {
  key: string;
  user: string;
  role: Role;
  parts: string[];
}

/** A set-up while it is being written. */
export interface SetUpDraft {
  name: string;
  parts: string;
  people: Person[];
  agreed: boolean;
}

export type Problems = Record<string, string>;

/** The names of the virtual accounts to make, one per line. */
export function partsOf(text: string): string[] {
  const names = text.split("\n").map(normal).filter(Boolean);
  return names.filter((name, n) => names.indexOf(name) === n);
}

/** Those that a role can cover. */
export function coverable(draft: SetUpDraft): string[] {
  return [DEFAULT_PART, ...partsOf(draft.parts)];
}

export function isPartial(role: Role): boolean {
  return role.startsWith("VIRTUAL_");
}

export function nobody(): Person {
  return { key: crypto.randomUUID(), user: "", role: "SMART_ACCOUNT_USER", parts: [] };
}

/** Without what was taken back since it was chosen. */
export function chosenParts(person: Person, draft: SetUpDraft): string[] {
  return isPartial(person.role) ? person.parts.filter((name) => coverable(draft).includes(name)) : [];
}
