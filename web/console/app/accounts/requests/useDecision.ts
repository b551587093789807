import { type RefObject, useRef, useState } from "react";
import type { CombinedError } from "urql";

import { type Ended, type Problem, useAct } from "../../api/useAct";
import { focusFirstProblem } from "../../kit/Field";
import { useDraft } from "../../kit/useDraft";
import type { Race } from "../../review/useRace";
import { useProblemText } from "../../words/useProblemText";
import { fieldOf, granted } from "../grant";
import { type Draft, type Flaw, type Problems, endOf, firstDraft, flawsOf } from "./decision";
import { ApproveAccessDocument, DeclineAccessDocument, type ReviewedRequestFragment } from "./review.operations";
import { useFlawWords } from "./useFlawWords";

interface Decision {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problems: Problems;
  trouble: Problem | null;
  fault: CombinedError | null;
  busy: boolean;
  form: RefObject<HTMLFormElement | null>;
  submit: () => Promise<void>;
}

/** An administrator's answer to a request, from the first click to what the server says of it. */
export function useDecision(request: ReviewedRequestFragment, race: Race): Decision {
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft, forget] = useDraft<Draft>(`review.${request.id}`, firstDraft(request));
  const [problems, setProblems] = useState<Problems>({});
  const [refusal, setRefusal] = useState<{ trouble?: Problem; fault?: CombinedError }>({});
  const [approve, approving] = useAct(ApproveAccessDocument);
  const [decline, declining] = useAct(DeclineAccessDocument);
  const wordOf = useFlawWords(request.account.settings?.declineReasonRequired ?? false);
  const textOf = useProblemText();

  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    setProblems({});
    setRefusal({});
  };

  const show = (found: Problems): void => {
    setProblems(found);
    focusFirstProblem(form.current);
  };

  function settle({ done, problem, fault }: Ended): void {
    if (done) forget();
    if (fault) setRefusal({ fault });
    if (!problem) return;
    const field = flawOf(problem);
    if (field) show({ [field]: textOf(problem) });
    else setRefusal({ trouble: problem });
  }

  async function submit(): Promise<void> {
    const flaws = flawsOf(draft, request.account.settings?.declineReasonRequired ?? false);
    setRefusal({});
    show(Object.fromEntries(flaws.map((flaw) => [flaw, wordOf(flaw, draft)])));
    if (flaws.length) return;
    const grant = granted(draft.grant);
    if (draft.answer === "decline")
      settle(await race.run(() => decline({ request: request.id, reason: draft.reason })));
    else if (grant)
      settle(await race.run(() => approve({ request: request.id, ...grant, replaceCurrentRoles: draft.replace, endsAt: draft.endsOn ? endOf(draft.endsOn) : null })));
  }

  const { trouble = null, fault = null } = refusal;
  return { draft, change, problems, trouble, fault, busy: approving || declining, form, submit };
}

function flawOf(problem: Problem): Flaw | null {
  if (problem.code === "REASON_TOO_SHORT" || problem.code === "REASON_TOO_LONG") return "reason";
  if (problem.field?.includes("endsAt")) return "endsOn";
  return fieldOf(problem);
}
