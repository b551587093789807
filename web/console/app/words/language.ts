import { State } from "../api/state";

/** The languages that ship, and two that prove that a page can be translated. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
/** Longer, accented English, and the same from right to left: for tests. */
export type Language = keyof typeof LANGUAGES | "en-XA" | "ar-XB";

const KEY = "admit.language";

export const language = new State<Language>(start());

export function speak(chosen: Language): void {
  localStorage.setItem(KEY, chosen);
  language.set(chosen);
}

function start(): Language {
  const chosen = new URL(location.href).searchParams.get("lang") ?? localStorage.getItem(KEY);
  const known = ["en", "de", "en-XA", "ar-XB"] as const;
  const wanted = [chosen ?? "", ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return known.find((tag) => tag === wanted.find((one) => known.some((k) => k === one))) ?? "en";
}

/** Whether the language is written from right to left. */
export function isRightToLeft(chosen: Language): boolean {
  return chosen === "ar-XB";
}

/** The tag for dates and numbers. */
export function localeOf(chosen: Language): string {
  return chosen === "de" ? "de" : "en-GB";
}
