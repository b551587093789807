import { type RefObject, useRef, useState } from "react";

import type { PortalRole } from "../api/types";
import { type Ended, useAct } from "../api/useAct";
import { focusFirstProblem } from "../kit/Field";
import { lengthOf } from "../kit/length";
import { useDraft } from "../kit/useDraft";
import type { Race } from "../review/useRace";
import { useProblemText } from "../words/useProblemText";
import { DecideRegistrationDocument } from "./companies.operations";
import type { Reviewed } from "./RegistrationPage";
import { useCompanyWords } from "./useCompanyWords";

const LONGEST = 1000;

/** What an administrator has chosen and typed, and not sent yet. */
interface Draft {
  answer: "approve" | "deny" | null;
  role: PortalRole | null;
  reason: string;
}

type Problems = Partial<Record<keyof Draft, string>>;

interface Decision {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problems: Problems;
  outcome: Ended | undefined;
  busy: boolean;
  form: RefObject<HTMLFormElement | null>;
  submit: () => Promise<void>;
}

/** An administrator's answer to a registration, up to what the server says of it. */
export function useRegistrationDecision({ id }: Reviewed, race: Race): Decision {
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft, forget] = useDraft<Draft>(`registration.${id}`, { answer: null, role: null, reason: "" });
  const [problems, setProblems] = useState<Problems>({});
  const [outcome, setOutcome] = useState<Ended>();
  const [decide, busy] = useAct(DecideRegistrationDocument);
  const problemsOf = useProblems();

  async function submit(): Promise<void> {
    const found = problemsOf(draft);
    setProblems(found);
    setOutcome(undefined);
    if (Object.keys(found).length) return focusFirstProblem(form.current);
    const approve = draft.answer === "approve";
    const given = approve ? { portalRole: draft.role } : { reason: draft.reason };
    const ended = await race.run(() => decide({ registration: id, approve, ...given }));
    setOutcome(ended);
    if (ended.done) forget();
  }

  const told = useRefusals(outcome);
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    setProblems({});
    setOutcome(undefined);
  };
  return { draft, change, problems: { ...problems, ...told }, outcome, busy, form, submit };
}

function useProblems(): (draft: Draft) => Problems {
  const { decide: words } = useCompanyWords();
  const textOf = useProblemText();
  return ({ answer, role, reason }) => {
    if (!answer) return { answer: words.chooseOne };
    if (answer === "approve") return role ? {} : { role: words.chooseRole };
    return lengthOf(reason) > LONGEST ? { reason: textOf({ code: "REASON_TOO_LONG", message: words.tooLong }) } : {};
  };
}

/** What the server says of the fields. */
function useRefusals(outcome: Ended | undefined): Problems {
  const textOf = useProblemText();
  const problem = outcome?.problem;
  if (problem?.field?.[0] === "reason") return { reason: textOf(problem) };
  return problem?.field?.[0] === "portalRole" ? { role: textOf(problem) } : {};
}
