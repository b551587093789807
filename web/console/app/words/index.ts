import en from "./en";
import { type Vocabulary, useWords } from "./words";

export { type Vocabulary, useWords } from "./words";
export { useFormat } from "./useFormat";

const common: Vocabulary<typeof en> = { en, de: () => import("./de") };

/** The words that every part shares. */
export const useCommon = () => useWords(common);
