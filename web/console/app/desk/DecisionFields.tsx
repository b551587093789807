import type { PortalRole } from "../api/types";
import { RadioField } from "../kit/RadioField";
import { NoteField } from "../review/NoteField";
import { useCommon } from "../words";
import type { Case } from "./CasePage";
import { CompanyField } from "./CompanyField";
import { useDeskWords } from "./useDeskWords";
import { type Decision, LEAST } from "./useReviewDecision";

const ROLES: PortalRole[] = ["RESELLER_ADMINISTRATOR", "CUSTOMER_ADMINISTRATOR"];

interface Props {
  registration: Case;
  decision: Decision;
  locked: boolean;
}

/** What belongs to the choice: the company, the question or the reason. */
export function DecisionFields({ registration: { review, profile, requester }, decision, locked }: Props) {
  const { decide: words } = useDeskWords();
  const { portalRole } = useCommon();
  const { draft, change, problems } = decision;
  if (draft.answer === "assign")
    return (
      <>
        <CompanyField
          tree={review.tree}
          chosen={draft.company}
          onChoose={(company) => change({ company })}
          problem={problems.company}
          locked={locked}
        />
        {requester.kind === "PARTNER" && (
          <RadioField
            label={words.role}
            choices={[{ value: "", label: words.usualRole }, ...ROLES.map((value) => ({ value, label: portalRole[value] }))]}
            chosen={draft.role ?? ""}
            onChoose={(role) => change({ role: role || null })}
            problem={problems.role}
            locked={locked}
          />
        )}
      </>
    );
  if (draft.answer === "ask")
    return (
      <NoteField
        label={words.question}
        help={words.questionHelp(profile.fullName)}
        least={LEAST}
        value={draft.question}
        onChange={(question) => change({ question })}
        problem={problems.question}
        locked={locked}
      />
    );
  if (draft.answer !== "reject") return null;
  return (
    <NoteField
      label={words.reason}
      help={words.reasonHelp(profile.fullName)}
      least={LEAST}
      value={draft.reason}
      onChange={(reason) => change({ reason })}
      problem={problems.reason}
      locked={locked}
    />
  );
}
