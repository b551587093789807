import { useState } from "react";

import { RadioField } from "../kit/RadioField";
import { Trouble } from "../kit/Trouble";
import { DecisionCard } from "../review/DecisionCard";
import { NoteField } from "../review/NoteField";
import { useChoiceKeys } from "../review/useChoiceKeys";
import { useRace } from "../review/useRace";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import type { Reviewed } from "./RegistrationPage";
import { useCompanyWords } from "./useCompanyWords";
import { useRegistrationDecision } from "./useRegistrationDecision";
import { useRoleChoices } from "./useRoleChoices";

interface Props {
  registration: Reviewed;
  /** Whether it has vanished from the viewer's sight. */
  gone: boolean;
  next: { href: string; count: number } | null;
}

/** Where an administrator lets somebody into the portal, or does not. */
export function DecideRegistration({ registration, gone, next }: Props) {
  const { decide: words, title } = useCompanyWords();
  const { portalRole } = useCommon();
  const textOf = useProblemText();
  const race = useRace(registration, { gone });
  const { draft, change, problems, outcome, busy, form, submit } = useRegistrationDecision(registration, race);
  const roles = useRoleChoices(registration.requester.kind);
  const [place] = useState(registration.company?.name ?? title);
  const name = registration.requester.fullName;
  const locked = race.phase !== "open";
  const { because, code } = registration.viewerCanDecide;
  useChoiceKeys({
    a: () => { if (!locked) change({ answer: "approve" }); },
    d: () => { if (!locked) change({ answer: "deny" }); },
  });
  return (
    <DecisionCard
      race={race}
      of={registration}
      place={place}
      given={registration.portalRole && portalRole[registration.portalRole]}
      because={because && textOf({ code: code ?? "", message: because })}
      form={form}
      consequence={consequence()}
      act={draft.answer === "approve" ? words.sendApprove : draft.answer === "deny" ? words.sendDeny : words.send}
      danger={draft.answer === "deny"}
      busy={busy}
      onAct={() => void submit()}
      trouble={<Trouble of={outcome} fields={["reason", "portalRole"]} />}
      back="/companies"
      next={next}
    >
      <RadioField
        label={words.choose}
        choices={[{ value: "approve", label: words.approve }, { value: "deny", label: words.deny }]}
        chosen={draft.answer}
        onChoose={(answer) => change({ answer })}
        problem={problems.answer}
        locked={locked}
      />
      {draft.answer === "approve" && (
        <RadioField
          label={words.role}
          choices={roles}
          chosen={draft.role}
          onChoose={(role) => change({ role })}
          problem={problems.role}
          locked={locked}
        />
      )}
      {(draft.answer === "deny" || (locked && draft.reason)) && (
        <NoteField
          label={words.reason}
          help={words.reasonHelp(name)}
          optional
          value={draft.reason}
          onChange={(reason) => change({ reason })}
          problem={problems.reason}
          locked={locked}
        />
      )}
    </DecisionCard>
  );

  function consequence(): string {
    if (draft.answer === "deny") return words.willDeny(name);
    return draft.answer && draft.role ? words.willApprove(name, portalRole[draft.role]) : words.willNothing;
  }
}
