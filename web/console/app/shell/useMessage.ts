import type { Notice } from "../api/notices";
import { useCommon, useWords, type Vocabulary } from "../words";
import en, { type Happened } from "./words.happened.en";

type Told = Pick<Notice, "kind" | "message" | "outcome" | "actedBy" | "requesterName" | "accountName">;

const vocabulary: Vocabulary<Partial<Happened>> = { en, de: () => import("./words.happened.de") };

/** What happened, in the reader's language; in English the server has the words. */
export function useMessage(): (notice: Told) => string {
  const { ended, told } = useWords(vocabulary);
  const { theSystem } = useCommon();
  return ({ kind, message, outcome, actedBy, requesterName, accountName }) => {
    const word = outcome ? ended?.[outcome] : told?.[kind];
    return word?.(actedBy?.fullName ?? theSystem, requesterName ?? "", accountName) ?? message;
  };
}
