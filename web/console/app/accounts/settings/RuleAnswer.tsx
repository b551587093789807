import { ReasonField } from "../../kit/ReasonField";
import { GrantFields } from "../GrantFields";
import { useAccountWords } from "../useAccountWords";
import type { Draft, Flaw } from "./rule";
import { useSettingsWords } from "./useSettingsWords";

interface Props {
  account: string;
  of: Draft;
  change: (part: Partial<Draft>) => void;
  flaws: Flaw[];
  strict: boolean;
}

/** What belongs to a rule's answer: the role that it gives, or why it declines. */
export function RuleAnswer({ account, of: { outcome, grant, reason }, change, flaws, strict }: Props) {
  const words = useSettingsWords();
  const accountWords = useAccountWords();
  const has = (flaw: Flaw, text: string): string => (flaws.includes(flaw) ? text : "");
  if (outcome === "APPROVE")
    return (
      <GrantFields
        account={account}
        wide
        value={grant}
        onChange={(next) => change({ grant: next })}
        barred={{ SMART_ACCOUNT_ADMIN: words.neverGiven, SMART_ACCOUNT_APPROVER: words.neverGiven }}
        problems={{
          scope: has("scope", accountWords.chooseScope),
          role: has("role", accountWords.chooseRole),
          parts: has("parts", accountWords.chooseParts),
        }}
      />
    );
  if (outcome !== "DECLINE") return null;
  return (
    <ReasonField
      label={words.reason}
      value={reason}
      onChange={(next) => change({ reason: next })}
      least={strict ? 10 : 0}
      optional={!strict}
      problem={has("reason", words.reasonProblem) || has("long", words.tooLong)}
    />
  );
}
