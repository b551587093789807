import { RadioField } from "../kit/RadioField";
import { Trouble } from "../kit/Trouble";
import { DecisionCard } from "../review/DecisionCard";
import { useChoiceKeys } from "../review/useChoiceKeys";
import { useProblemText } from "../words/useProblemText";
import type { Case } from "./CasePage";
import { DecisionFields } from "./DecisionFields";
import { Outcome } from "./Outcome";
import { useConsequence } from "./useConsequence";
import { useDeskRace } from "./useDeskRace";
import { useDeskWords } from "./useDeskWords";
import { useReviewDecision } from "./useReviewDecision";

interface Props {
  registration: Case;
  /** Whether it has vanished from the viewer's sight. */
  gone: boolean;
  next: { href: string; count: number } | null;
}

/** Where an agent assigns the company, asks the applicant, or rejects. */
export function DecideReview({ registration, gone, next }: Props) {
  const { decide: words, title } = useDeskWords();
  const textOf = useProblemText();
  const race = useDeskRace(registration, gone);
  const decision = useReviewDecision(registration.id, race);
  const { draft, change, problems, outcome, busy, form, submit } = decision;
  const consequence = useConsequence(registration, draft);
  const locked = race.phase !== "open";
  const asked = registration.stage === "INFORMATION_REQUESTED";
  const { because, code } = registration.viewerCanDecide;
  useChoiceKeys(
    locked
      ? {}
      : {
          a: () => change({ answer: "assign" }),
          i: () => { if (!asked) change({ answer: "ask" }); },
          r: () => change({ answer: "reject" }),
        },
  );
  const acts = { assign: words.sendAssign, ask: words.sendAsk, reject: words.sendReject };
  return (
    <DecisionCard
      race={race}
      of={registration}
      place={title}
      told={<Outcome of={registration} phase={race.phase} />}
      because={because && textOf({ code: code ?? "", message: because })}
      form={form}
      consequence={consequence}
      act={draft.answer ? acts[draft.answer] : words.send}
      danger={draft.answer === "reject"}
      busy={busy}
      onAct={() => void submit()}
      trouble={<Trouble of={outcome} fields={["company", "portalRole", "question", "reason"]} />}
      back="/desk"
      next={next}
    >
      <RadioField
        label={words.choose}
        choices={[
          { value: "assign", label: words.assign },
          { value: "ask", label: words.ask, barred: asked && !locked ? words.askBarred : undefined },
          { value: "reject", label: words.reject },
        ]}
        chosen={draft.answer}
        onChoose={(answer) => change({ answer })}
        problem={problems.answer}
        locked={locked}
      />
      <DecisionFields registration={registration} decision={decision} locked={locked} />
    </DecisionCard>
  );
}
