import { useFormat } from "../../words";
import { useGrantWords } from "../useGrantWords";
import type { Rule } from "./rule";
import { useSettingsWords } from "./useSettingsWords";

/** A rule in a line: "Own people: everybody → approve". */
export function useRuleText(): (rule: Rule) => string {
  const answerOf = useAnswerText();
  const whomOf = useWhomText();
  return (rule) => `${rule.name}: ${whomOf(rule)} → ${answerOf(rule)}`;
}

export function useWhomText(): (rule: Rule) => string {
  const { who } = useSettingsWords();
  const format = useFormat();
  return ({ match, domains }) => who[match](format.list(domains));
}

export function useAnswerText(): (rule: Rule) => string {
  const { outcome: words } = useSettingsWords();
  const grantOf = useGrantWords();
  return ({ outcome, role, parts, reason }) => {
    if (role) return `${words[outcome]}: ${grantOf(role, parts)}`;
    return reason ? `${words[outcome]}: ${reason}` : words[outcome];
  };
}
