import { type RefObject, useRef, useState } from "react";
import { useLocation } from "wouter";

import { type Outcome, useAct } from "../api/useAct";
import { focusFirstProblem } from "../kit/Field";
import { useDraft } from "../kit/useDraft";
import { useProblemText } from "../words/useProblemText";
import { type Draft, type FieldName, type Problems, EMPTY, STEPS, domainOf, fieldOf, flawsOf, needsReview, stepOf } from "./draft";
import { ApplyForAccountDocument, type ApplyForAccountMutation } from "./new.operations";

type Ended = Outcome<ApplyForAccountMutation["applyForAccount"]>;

export interface Applying {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problems: Problems;
  /** How sending it ended, where no field is to blame. */
  ended: Ended | undefined;
  busy: boolean;
  form: RefObject<HTMLFormElement | null>;
  /** Go on, or send it. */
  next: () => Promise<void>;
  go: (step: Draft["step"]) => void;
}

/** An application from its first question to its sending; `words` say what is wrong with a field. */
export function useApplying(user: string, own: string | null, words: Record<FieldName, string>): Applying {
  const [draft, keep, forget] = useDraft<Draft>(`application.${user}`, EMPTY);
  const [problems, setProblems] = useState<Problems>({});
  const [ended, setEnded] = useState<Ended>();
  const [apply, busy] = useAct(ApplyForAccountDocument);
  const [, goTo] = useLocation();
  const textOf = useProblemText();
  const form = useRef<HTMLFormElement>(null);

  function move(step: Draft["step"], found: Problems = {}): void {
    keep({ ...draft, step });
    setProblems(found);
    setEnded(undefined);
    if (Object.keys(found).length) focusFirstProblem(form.current);
  }

  async function send(): Promise<void> {
    const outcome = await apply({
      name: draft.name,
      type: draft.type,
      domainIdentifier: domainOf(draft, own),
      nomineeEmail: draft.whom === "other" ? draft.email : null,
      reason: isNoteAsked(draft, own) ? draft.reason : "",
    });
    const { done, problem } = outcome;
    const field = problem && fieldOf(problem);
    if (done) {
      forget();
      goTo(`/applications/${done.id}`);
    } else if (problem && field) move(stepOf(field), { [field]: textOf(problem) });
    else setEnded(outcome);
  }

  async function next(): Promise<void> {
    if (busy) return;
    if (draft.step === "review") return send();
    const flaws = flawsOf(draft, own);
    const found = Object.fromEntries(flaws.map((field) => [field, words[field]]));
    if (flaws.length) move(draft.step, found);
    else move(STEPS[STEPS.indexOf(draft.step) + 1] ?? "review");
  }

  const change = (part: Partial<Draft>): void => {
    keep({ ...draft, ...part });
    setProblems(Object.fromEntries(Object.entries(problems).filter(([field]) => !(field in part))));
  };

  return { draft, change, problems, ended, busy, form, next, go: move };
}

/** Whether there is somebody to read a note. */
export function isNoteAsked(draft: Draft, own: string | null): boolean {
  return draft.whom === "other" || needsReview(draft, own);
}
