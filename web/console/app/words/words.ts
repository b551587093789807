import { use } from "react";

import { useShared } from "../api/state";
import { type Language, language } from "./language";
import { pseudo } from "./pseudo";

/** Words are texts, or functions from what they speak of to a text, in groups. */
export interface Words {
  readonly [name: string]: string | ((...about: never[]) => string) | Words;
}

/**
 * The words of a part of the page: English comes with it, others when they are wanted. They have
 * the shape of the English ones, so that a missing or a surplus word does not compile.
 */
export interface Vocabulary<W> {
  en: W;
  de: () => Promise<{ default: W }>;
}

const loaded = new WeakMap<object, Map<Language, Promise<unknown>>>();

/** The words of a part of the page in the reader's language. */
export function useWords<W extends object>(vocabulary: Vocabulary<W>): W {
  const chosen = useShared(language);
  return chosen === "en" ? vocabulary.en : use(load(vocabulary, chosen));
}

function load<W extends object>(vocabulary: Vocabulary<W>, chosen: Language): Promise<W> {
  const known = loaded.get(vocabulary) ?? new Map<Language, Promise<unknown>>();
  loaded.set(vocabulary, known);
  const words = known.get(chosen) ?? fetchWords(vocabulary, chosen);
  known.set(chosen, words);
  return words as Promise<W>;
}

async function fetchWords<W extends object>(vocabulary: Vocabulary<W>, chosen: Language): Promise<W> {
  return chosen === "de" ? (await vocabulary.de()).default : pseudo(vocabulary.en);
}
