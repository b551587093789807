import { useState } from "react";

import { type Outcome, usePlainAct } from "../../api/useAct";
import type { AutomationRuleInput } from "../../api/types";
import { PreviewRulesDocument, type PreviewRulesMutation } from "./settings.operations";

type Answered = Outcome<PreviewRulesMutation["previewAutomationRules"]>;

/** What rules would have done, asked for when somebody wants to know. */
export function usePreview() {
  const [act, busy] = usePlainAct(PreviewRulesDocument);
  const [outcome, setOutcome] = useState<Answered>();
  return {
    busy,
    outcome,
    ask: async (input: { account: string; rules: AutomationRuleInput[] }): Promise<void> => {
      if (!busy) setOutcome(await act({ input }));
    },
    forget: () => setOutcome(undefined),
  };
}
