import { ReasonField } from "../kit/ReasonField";
import { needsReview } from "./draft";
import { useApplicationWords } from "./useApplicationWords";
import type { Applying } from "./useApplying";

/** What the operators, or the person who was named, are to know; who changes the domain says why. */
export function NoteOfDraft({ applying: { draft, change, problems }, own }: { applying: Applying; own: string | null }) {
  const { apply: words } = useApplicationWords();
  const reviewed = needsReview(draft, own);
  const readers = !reviewed ? "nominee" : draft.whom === "other" ? "both" : "operators";
  return (
    <ReasonField
      label={reviewed ? words.noteOther : words.note}
      help={words.noteHelp[readers]}
      optional={!reviewed}
      value={draft.reason}
      problem={problems.reason}
      onChange={(reason) => change({ reason })}
    />
  );
}
