import { useShared } from "../api/state";
import type { ErrorCode } from "../api/types";
import { language } from "./language";
import problems from "./problems.en";
import { useWords } from "./words";

const vocabulary = { en: problems, de: () => import("./problems.de") };

/** What a refusal says in the reader's language; in English the server has the words. */
export function useProblemText(): (problem: { code: string; message: string }) => string {
  const words: Record<string, string> = useWords(vocabulary);
  const english = useShared(language) === "en";
  return ({ code, message }) => (english ? message : (words[code as ErrorCode] ?? message));
}
