import { type RefObject, useRef, useState } from "react";

import type { AccessLevel } from "../api/types";
import { type Ended, type Problem, useAct } from "../api/useAct";
import { focusFirstProblem } from "../kit/Field";
import { lengthOf } from "../kit/length";
import { useDraft } from "../kit/useDraft";
import type { Race } from "../review/useRace";
import { useProblemText } from "../words/useProblemText";
import { ApproveSupportDocument, DenySupportDocument, type ReviewedSupportFragment } from "./decide.operations";
import { useSupportWords } from "./useSupportWords";

export interface Draft {
  answer: "approve" | "deny" | null;
  level: AccessLevel;
  reason: string;
}

type Problems = Partial<Record<"answer" | "level" | "reason", string>>;

const LONGEST = 1000;

interface Decision {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problems: Problems;
  /** How the last try ended, where no field tells it. */
  outcome: Ended | undefined;
  busy: boolean;
  form: RefObject<HTMLFormElement | null>;
  submit: () => Promise<void>;
}

/** An answer to a request for support access, from the first click to what the server says of it. */
export function useSupportDecision({ id, level }: ReviewedSupportFragment, race: Race): Decision {
  const words = useSupportWords();
  const textOf = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft, forget] = useDraft<Draft>(`support.${id}`, { answer: null, level, reason: "" });
  const [problems, setProblems] = useState<Problems>({});
  const [outcome, setOutcome] = useState<Ended>();
  const [approve, approving] = useAct(ApproveSupportDocument);
  const [deny, denying] = useAct(DenySupportDocument);

  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    setProblems({});
    setOutcome(undefined);
  };

  const show = (found: Problems): void => {
    setProblems(found);
    focusFirstProblem(form.current);
  };

  function settle(ended: Ended): void {
    if (ended.done) forget();
    const field = fieldOf(ended.problem);
    if (field && ended.problem) show({ [field]: textOf(ended.problem) });
    else setOutcome(ended);
  }

  async function submit(): Promise<void> {
    setOutcome(undefined);
    if (!draft.answer) return show({ answer: words.choose });
    if (draft.answer === "deny" && lengthOf(draft.reason) > LONGEST) return show({ reason: words.tooLong });
    show({});
    settle(
      draft.answer === "approve"
        ? await race.run(() => approve({ request: id, level: draft.level }))
        : await race.run(() => deny({ request: id, reason: draft.reason })),
    );
  }

  return { draft, change, problems, outcome, busy: approving || denying, form, submit };
}

function fieldOf(problem: Problem | undefined): keyof Problems | null {
  const name = problem?.field?.[0];
  return name === "level" || name === "reason" ? name : null;
}
