import { useFormat } from "../words";
import type { Case } from "./CasePage";
import { useDeskWords } from "./useDeskWords";
import type { Draft } from "./useReviewDecision";

/** What will come of what is chosen. */
export function useConsequence({ profile: { fullName } }: Case, { answer, company }: Draft): string {
  const { decide: words } = useDeskWords();
  const format = useFormat();
  if (answer === "ask") return words.willAsk(fullName);
  if (answer === "reject") return words.willReject(fullName);
  if (!answer || !company) return words.willNothing;
  const { name, administrators } = company;
  return administrators.length
    ? words.willForward(fullName, name, format.list(administrators))
    : words.willAssign(fullName, name);
}
