import { Alert } from "@patternfly/react-core";

import { RadioField } from "../kit/RadioField";
import { Trouble } from "../kit/Trouble";
import { DecisionCard } from "../review/DecisionCard";
import { NoteField } from "../review/NoteField";
import { useChoiceKeys } from "../review/useChoiceKeys";
import type { Race } from "../review/useRace";
import { useFormat } from "../words";
import { useProblemText } from "../words/useProblemText";
import type { ApplicationDetailsFragment, OneApplicationQuery } from "./applications.operations";
import { useApplicationWords } from "./useApplicationWords";
import { useDomainDecision } from "./useDomainDecision";

interface Props {
  application: ApplicationDetailsFragment;
  race: Race;
  others: OneApplicationQuery["accountApplications"];
}

const LIST = "/applications";

/** The operator's answer; of several who answer one wins, and the others are told at once. */
export function DomainDecision({ application, race, others }: Props) {
  const { review: words } = useApplicationWords();
  const textOf = useProblemText();
  const { draft, change, problems, ended, busy, form, submit } = useDomainDecision(application.id, race);
  const { because, code } = application.viewerCanReview;
  const locked = race.phase !== "open";
  const { answer } = draft;
  useChoiceKeys(locked ? {} : { a: () => change({ answer: "approve" }), d: () => change({ answer: "decline" }) });
  const { fullName } = application.profile;
  const consequenceOf = {
    approve: words.consequence.approve(application.accountName, application.displayedDomain),
    decline: words.consequence.decline(fullName),
  };
  const next = others?.nodes.find(({ id }) => id !== application.id);
  const left = (others?.totalCount ?? 0) - (others?.nodes.some(({ id }) => id === application.id) ? 1 : 0);
  return (
    <DecisionCard
      race={race}
      of={application}
      place={words.place}
      because={because && code ? textOf({ code, message: because }) : because}
      form={form}
      consequence={answer && consequenceOf[answer]}
      act={words.act[answer ?? "none"]}
      danger={answer === "decline"}
      busy={busy}
      onAct={() => void submit()}
      trouble={<Trouble of={ended} />}
      back={LIST}
      next={next ? { href: `${LIST}/${next.id}`, count: left } : null}
    >
      {!locked && <LooksAlike application={application} />}
      <RadioField
        label={words.decide}
        choices={[
          {
            value: "approve",
            label: words.approve,
            help: application.forSomeoneElse ? words.approveOther(application.nomineeEmail) : words.approveOwn,
          },
          { value: "decline", label: words.decline, help: words.declineHelp },
        ]}
        chosen={answer}
        onChoose={(chosen) => change({ answer: chosen })}
        problem={problems.answer}
        locked={locked}
      />
      {(answer === "decline" || (locked && draft.reason)) && (
        <NoteField
          label={words.reason(fullName)}
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

function LooksAlike({ application: { lookAlikes, displayedDomain } }: { application: ApplicationDetailsFragment }) {
  const { review: words } = useApplicationWords();
  const format = useFormat();
  if (!lookAlikes?.length) return null;
  return (
    <Alert isInline variant="warning" component="h3" title={`${displayedDomain} ≈ ${format.list(lookAlikes)}`}>
      {words.alike}
    </Alert>
  );
}
