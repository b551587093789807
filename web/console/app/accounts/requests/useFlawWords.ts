import { useCommon } from "../../words";
import { lengthOf } from "../../kit/length";
import { useAccountWords } from "../useAccountWords";
import type { Draft, Flaw } from "./decision";
import { useDecisionWords } from "./useDecisionWords";

/** What to say at a field that cannot be sent as it is. */
export function useFlawWords(needsReason: boolean): (flaw: Flaw, draft: Draft) => string {
  const words = useDecisionWords();
  const account = useAccountWords();
  const { counter } = useCommon();
  return (flaw, draft) =>
    ({
      answer: words.chooseAnswer,
      scope: account.chooseScope,
      role: account.chooseRole,
      parts: account.chooseParts,
      endsOn: words.endsPast,
      reason: needsReason && lengthOf(draft.reason) < 10 ? words.reasonAsked : counter.over(lengthOf(draft.reason) - 1000),
    })[flaw];
}
