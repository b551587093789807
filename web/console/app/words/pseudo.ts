const ACCENTS: Record<string, string> = { a: "å", e: "é", i: "î", o: "ö", u: "ü", c: "ç", n: "ñ" };

/** English with accents and a third longer, in brackets: what is not translated or cut off shows. */
export function pseudo<W extends object>(words: W): W {
  const changed = Object.entries(words).map(([name, word]) => [name, changedWord(word)]);
  return Object.fromEntries(changed) as W;
}

function changedWord(word: unknown): unknown {
  if (typeof word === "string") return accented(word);
  if (typeof word === "function") return (...about: unknown[]) => accented(String(word(...about)));
  return typeof word === "object" && word !== null ? pseudo(word) : word;
}

function accented(text: string): string {
  const longer = "·".repeat(Math.ceil(text.length / 3));
  return `⟦${text.replace(/[aeioucn]/g, (letter) => ACCENTS[letter] ?? letter)}${longer}⟧`;
}
