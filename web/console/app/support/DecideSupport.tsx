import type { AccessLevel } from "../api/types";
import { RadioField } from "../kit/RadioField";
import { Trouble } from "../kit/Trouble";
import { DecisionCard } from "../review/DecisionCard";
import { NoteField } from "../review/NoteField";
import { useChoiceKeys } from "../review/useChoiceKeys";
import { useRace } from "../review/useRace";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import type { PendingSupportFragment, ReviewedSupportFragment } from "./decide.operations";
import { LevelField } from "./LevelField";
import { nextOf } from "./next";
import { SupportConsequence } from "./SupportConsequence";
import { useSupportDecision } from "./useSupportDecision";
import { useSupportWords } from "./useSupportWords";

interface Props {
  request: ReviewedSupportFragment;
  /** Whether it has vanished from the viewer's sight. */
  gone: boolean;
  /** What waits for Support; nothing for who is not of the staff. */
  queue: PendingSupportFragment | null;
}

/** Where somebody answers a request for support access, or reads how a colleague did. */
export function DecideSupport({ request, gone, queue }: Props) {
  const words = useSupportWords();
  const common = useCommon();
  const textOf = useProblemText();
  const race = useRace(request, { gone });
  const { draft, change, problems, outcome, busy, form, submit } = useSupportDecision(request, race);
  const { requester, contract, grantedLevel, viewerCanDecide: can } = request;
  const locked = race.phase !== "open";
  const choose = (answer: "approve" | "deny"): void => {
    if (!locked) change({ answer });
  };
  useChoiceKeys({ a: () => choose("approve"), d: () => choose("deny") });
  return (
    <DecisionCard
      race={race}
      of={request}
      place={contract ? words.contractPlace(contract.number) : words.place}
      given={grantedLevel && common.level[grantedLevel]}
      because={can.allowed ? null : textOf({ code: can.code ?? "", message: can.because ?? "" })}
      form={form}
      consequence={<SupportConsequence of={draft} request={request} />}
      act={words.act[draft.answer ?? "none"]}
      danger={draft.answer === "deny"}
      busy={busy}
      onAct={() => void submit()}
      trouble={<Trouble of={outcome} />}
      back="/support/requests"
      next={nextOf(request, contract?.oldestPending ?? queue)}
    >
      <RadioField
        label={words.decide}
        choices={[
          { value: "approve", label: words.approve, help: words.approveHelp },
          { value: "deny", label: words.deny, help: words.denyHelp },
        ]}
        chosen={draft.answer}
        onChoose={choose}
        problem={problems.answer}
        locked={locked}
      />
      {draft.answer === "approve" && (
        <LevelField
          asked={request.level}
          chosen={draft.level}
          onChoose={(level: AccessLevel) => change({ level })}
          problem={problems.level}
          locked={locked}
        />
      )}
      {(draft.answer === "deny" || (locked && draft.reason)) && (
        <NoteField
          label={words.reason(requester.fullName)}
          optional
          value={draft.reason}
          onChange={(reason) => change({ reason })}
          problem={problems.reason}
          locked={locked}
        />
      )}
    </DecisionCard>
  );
}
