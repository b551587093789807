import { type RefObject, useRef, useState } from "react";

import { type Ended, useAct } from "../api/useAct";
import { focusFirstProblem } from "../kit/Field";
import { useDraft } from "../kit/useDraft";
import type { Race } from "../review/useRace";
import { useProblemText } from "../words/useProblemText";
import { ReviewApplicationDocument } from "./applications.operations";
import { useApplicationWords } from "./useApplicationWords";

export type Answer = "approve" | "decline";

interface Draft {
  answer: Answer | null;
  reason: string;
}

interface Decision {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problems: { answer?: string; reason?: string };
  ended: Ended | undefined;
  busy: boolean;
  form: RefObject<HTMLFormElement | null>;
  submit: () => Promise<void>;
}

/** An operator's answer to whether an account may have its domain. */
export function useDomainDecision(application: string, race: Race): Decision {
  const { review: words } = useApplicationWords();
  const textOf = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [draft, keep, forget] = useDraft<Draft>(`application.review.${application}`, { answer: null, reason: "" });
  const [problems, setProblems] = useState<Decision["problems"]>({});
  const [ended, setEnded] = useState<Ended>();
  const [review, busy] = useAct(ReviewApplicationDocument);

  const change = (part: Partial<Draft>): void => {
    keep({ ...draft, ...part });
    setProblems({});
    setEnded(undefined);
  };

  function show(found: Decision["problems"]): void {
    setProblems(found);
    focusFirstProblem(form.current);
  }

  async function submit(): Promise<void> {
    if (!draft.answer) return show({ answer: words.choose });
    const approve = draft.answer === "approve";
    const outcome = await race.run(() => review({ application, approve, reason: approve ? "" : draft.reason }));
    if (outcome.done) forget();
    if (outcome.problem?.code === "REASON_TOO_LONG") show({ reason: textOf(outcome.problem) });
    else setEnded(outcome);
  }

  return { draft, change, problems, ended, busy, form, submit };
}
