import { useWords } from "../words";
import en from "./words.en";

const vocabulary = { en, de: () => import("./words.de") };

export const useOnboardingWords = () => useWords(vocabulary);
