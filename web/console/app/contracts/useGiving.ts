import { type RefObject, useState } from "react";

import type { AccessLevel } from "../api/types";
import { focusFirstProblem } from "../kit/Field";
import { useAttempt } from "../kit/useAttempt";
import { useDraft } from "../kit/useDraft";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { GrantSupportDocument } from "./contracts.operations";
import { useContractWords } from "./useContractWords";

interface Draft {
  user: string;
  level: AccessLevel;
}

const EMPTY: Draft = { user: "", level: "FULL_SUPPORT" };

/** Giving access to a contract, from the first letter to what the server says of it. */
export function useGiving(contract: string, form: RefObject<HTMLFormElement | null>, onGiven: (said: string) => void) {
  const { give: words } = useContractWords();
  const common = useCommon();
  const textOf = useProblemText();
  const [draft, keep, forget] = useDraft<Draft>(`contract.${contract}`, EMPTY);
  const [isMissing, setMissing] = useState(false);
  const { attempt, busy, outcome, clear } = useAttempt(GrantSupportDocument);
  const refused = outcome?.problem?.field?.[0] === "user" ? outcome.problem : undefined;

  const change = (part: Partial<Draft>): void => {
    keep({ ...draft, ...part });
    setMissing(false);
    clear();
  };

  async function submit(): Promise<void> {
    const user = draft.user.trim();
    setMissing(user === "");
    const given = user && (await attempt({ contractNumber: contract, user, level: draft.level }));
    if (!given) return focusFirstProblem(form.current);
    keep(EMPTY);
    forget();
    onGiven(words.done(given.user.fullName, common.level[given.level]));
  }

  const problem = isMissing ? common.required : refused && textOf(refused);
  return { draft, change, problem, outcome, busy, submit };
}
