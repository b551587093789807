/** How many keys are taken at once. */
export const MOST = 20;

/** The keys of a text, one per line, spelt as the server does; each once. */
export function keysOf(text: string): string[] {
  const keys = text.split("\n").map((line) => line.replace(/\s+/g, "").toUpperCase());
  return [...new Set(keys)].filter((key) => key !== "");
}
