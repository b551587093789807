import type { ReactNode } from "react";

import type { RegistrationReviewCause, ReviewFilter } from "../api/types";
import { ChoiceFilter, TextFilter } from "../kit/Filters";
import { useQueryChoices, useQueryState } from "../kit/useQueryState";
import { STAGES } from "./stages";
import { useDeskWords } from "./useDeskWords";

const CAUSES: RegistrationReviewCause[] = [
  "NONE_OF_THE_ABOVE",
  "EMAIL_DOMAIN_DIFFERS",
  "PARTNER_BRANDED_SERVICE",
  "MANY_SITES",
  "TOO_MANY_FAILURES",
  "NO_ADMINISTRATOR_LEFT",
  "ADMINISTRATOR_REVERSED",
];
const DUE = ["OVERDUE", "IN_TIME"] as const;

interface Filters {
  filter: ReviewFilter;
  controls: ReactNode;
  isPlain: boolean;
  clear: () => void;
}

/** What the queue is narrowed down to; it lives in the address. */
export function useDeskFilters(): Filters {
  const words = useDeskWords();
  const [text, setText] = useQueryState("text");
  const [stage, setStage] = useQueryChoices("stage", STAGES);
  const [cause, setCause] = useQueryChoices("cause", CAUSES);
  const [due, setDue] = useQueryChoices("due", DUE);
  const stages = Object.fromEntries(STAGES.map((one) => [one, words.stages[one]]));
  return {
    filter: {
      text: text || null,
      stage: stage.length ? stage : null,
      cause: cause.length ? cause : null,
      overdue: due.length === 1 ? due[0] === "OVERDUE" : null,
    },
    isPlain: !text && !stage.length && !cause.length && !due.length,
    clear: () => {
      setText("");
      setStage([]);
      setCause([]);
      setDue([]);
    },
    controls: (
      <>
        <TextFilter label={words.find} value={text} onChange={setText} />
        <ChoiceFilter label={words.stage} among={stages} chosen={stage} onChange={(chosen) => setStage(STAGES.filter((one) => chosen.includes(one)))} />
        <ChoiceFilter label={words.cause} among={words.causes} chosen={cause} onChange={setCause} />
        <ChoiceFilter label={words.due} among={words.dueChoices} chosen={due} onChange={setDue} />
      </>
    ),
  };
}
