/** A text as the server keeps it: composed, with plain line ends, without blanks around. */
export function normal(text: string): string {
  return text.replace(/\r\n?/g, "\n").normalize("NFC").trim();
}

/** The length as the server counts it: code points of the normal form. */
export function lengthOf(text: string): number {
  return [...normal(text)].length;
}
