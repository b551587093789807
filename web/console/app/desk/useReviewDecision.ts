import { type RefObject, useRef, useState } from "react";

import type { PortalRole } from "../api/types";
import { type Ended, useAct } from "../api/useAct";
import { focusFirstProblem } from "../kit/Field";
import { lengthOf } from "../kit/length";
import { useDraft } from "../kit/useDraft";
import type { Race } from "../review/useRace";
import { useProblemText } from "../words/useProblemText";
import { RejectReviewDocument, RequestInformationDocument, ResolveReviewDocument } from "./desk.operations";
import { useDeskWords } from "./useDeskWords";

export const LEAST = 10;
export const MOST = 1000;

/** A company that was found, and who would be asked if it were assigned. */
export interface Chosen {
  id: string;
  name: string;
  address: string;
  administrators: string[];
}

/** What an agent has chosen and typed, and not sent yet. */
export interface Draft {
  answer: "assign" | "ask" | "reject" | null;
  company: Chosen | null;
  role: PortalRole | null;
  question: string;
  reason: string;
}

export type Problems = Partial<Record<keyof Draft, string>>;

export interface Decision {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problems: Problems;
  outcome: Ended | undefined;
  busy: boolean;
  form: RefObject<HTMLFormElement | null>;
  submit: () => Promise<void>;
}

const EMPTY: Draft = { answer: null, company: null, role: null, question: "", reason: "" };

/** An agent's decision about a review, up to what the server says of it. */
export function useReviewDecision(id: string, race: Race): Decision {
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft, forget] = useDraft<Draft>(`desk.${id}`, EMPTY);
  const [problems, setProblems] = useState<Problems>({});
  const [outcome, setOutcome] = useState<Ended>();
  const [send, busy] = useSending(id);
  const problemsOf = useProblems();

  async function submit(): Promise<void> {
    const found = problemsOf(draft);
    setProblems(found);
    setOutcome(undefined);
    if (Object.keys(found).length) return focusFirstProblem(form.current);
    const ended = await send(draft, race);
    setOutcome(ended);
    if (ended.problem?.field) focusFirstProblem(form.current);
    if (!ended.done) return;
    // After an answer the review goes on, with an empty form.
    setDraft(EMPTY);
    forget();
  }

  const told = useRefusals(outcome);
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    setProblems({});
    setOutcome(undefined);
  };
  return { draft, change, problems: { ...problems, ...told }, outcome, busy, form, submit };
}

function useSending(registration: string): [(draft: Draft, race: Race) => Promise<Ended>, boolean] {
  const [resolve, resolving] = useAct(ResolveReviewDocument);
  const [ask, asking] = useAct(RequestInformationDocument);
  const [reject, rejecting] = useAct(RejectReviewDocument);
  const send = ({ answer, company, role, question, reason }: Draft, { run }: Race): Promise<Ended> => {
    if (answer === "ask") return run(() => ask({ registration, question }));
    if (answer === "reject") return run(() => reject({ registration, reason }));
    return run(() => resolve({ registration, company: company?.id ?? "", portalRole: role }));
  };
  return [send, resolving || asking || rejecting];
}

/** Whether the server takes it as a question or a reason. */
export function isText(text: string): boolean {
  const length = lengthOf(text);
  return length >= LEAST && length <= MOST;
}

function useProblems(): (draft: Draft) => Problems {
  const { decide: words } = useDeskWords();
  return ({ answer, company, question, reason }) => {
    if (!answer) return { answer: words.chooseOne };
    if (answer === "assign") return company ? {} : { company: words.chooseCompany };
    const field = answer === "ask" ? "question" : "reason";
    return isText(answer === "ask" ? question : reason) ? {} : { [field]: words.text(LEAST, MOST) };
  };
}

const FIELDS: Record<string, keyof Draft> = {
  company: "company",
  portalRole: "role",
  question: "question",
  reason: "reason",
};

/** What the server says of the fields. */
function useRefusals(outcome: Ended | undefined): Problems {
  const textOf = useProblemText();
  const problem = outcome?.problem;
  const field = FIELDS[problem?.field?.[0] ?? ""];
  return problem && field ? { [field]: textOf(problem) } : {};
}
