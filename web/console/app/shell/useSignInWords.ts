import { useWords } from "../words";
import en from "./words.signIn.en";

const vocabulary = { en, de: () => import("./words.signIn.de") };

export const useSignInWords = () => useWords(vocabulary);
