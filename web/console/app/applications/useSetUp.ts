import { type RefObject, useRef, useState } from "react";

import { type Ended, useAct } from "../api/useAct";
import { focusFirstProblem } from "../kit/Field";
import { normal } from "../kit/length";
import { useDraft } from "../kit/useDraft";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import type { ApplicationDetailsFragment } from "./applications.operations";
import type { FirstUsers } from "./Opened";
import { type Person, type Problems, type SetUpDraft, MOST_PARTS, chosenParts, isPartial, nobody, partsOf } from "./setup";
import { CompleteAccountSetupDocument } from "./setup.operations";
import { useApplicationWords } from "./useApplicationWords";

export interface SettingUp {
  draft: SetUpDraft;
  change: (part: Partial<SetUpDraft>) => void;
  /** By the field, of a person `user.KEY` and `parts.KEY`. */
  problems: Problems;
  ended: Ended | undefined;
  busy: boolean;
  form: RefObject<HTMLFormElement | null>;
  submit: () => Promise<void>;
  add: () => void;
  remove: (person: Person) => void;
}

/** The set-up of an account, from its first field to what the server says of it. */
export function useSetUp(application: ApplicationDetailsFragment, onOpened: (users: FirstUsers) => void): SettingUp {
  const empty: SetUpDraft = { name: application.accountName, parts: "", people: [], agreed: false };
  const [draft, keep, forget] = useDraft(`setup.${application.id}`, empty);
  const [problems, setProblems] = useState<Problems>({});
  const [ended, setEnded] = useState<Ended>();
  const [complete, busy] = useAct(CompleteAccountSetupDocument);
  const problemsOf = useSetUpProblems();
  const textOf = useProblemText();
  const form = useRef<HTMLFormElement>(null);

  const change = (part: Partial<SetUpDraft>): void => {
    keep({ ...draft, ...part });
    setProblems({});
  };

  function show(found: Problems): void {
    setProblems(found);
    focusFirstProblem(form.current);
  }

  async function submit(): Promise<void> {
    if (busy) return;
    const found = problemsOf(draft);
    setEnded(undefined);
    show(found);
    if (Object.keys(found).length) return;
    const outcome = await complete({
      application: application.id,
      acceptAgreement: draft.agreed,
      agreement: application.agreement.version,
      name: draft.name,
      virtualAccounts: partsOf(draft.parts),
      users: draft.people.map((person) => ({
        user: person.user,
        role: person.role,
        virtualAccounts: isPartial(person.role) ? chosenParts(person, draft) : null,
      })),
    });
    const field = outcome.problem?.field?.[0];
    if (outcome.done) {
      forget();
      onOpened(outcome.done.users);
    } else if (outcome.problem && (field === "name" || field === "virtualAccounts")) show({ [field]: textOf(outcome.problem) });
    else setEnded(outcome);
  }

  const add = (): void => change({ people: [...draft.people, nobody()] });
  const remove = ({ key }: Person): void => change({ people: draft.people.filter((one) => one.key !== key) });
  return { draft, change, problems, ended, busy, form, submit, add, remove };
}

/** What is wrong with a set-up, by the field. */
function useSetUpProblems(): (draft: SetUpDraft) => Problems {
  const { yours } = useApplicationWords();
  const { required } = useCommon();
  return (draft) => ({
    ...(!normal(draft.name) && { name: required }),
    ...(partsOf(draft.parts).length > MOST_PARTS && { virtualAccounts: yours.partsTooMany(MOST_PARTS) }),
    ...Object.fromEntries(draft.people.filter(({ user }) => !normal(user)).map(({ key }) => [`user.${key}`, required])),
    ...Object.fromEntries(
      draft.people
        .filter((person) => isPartial(person.role) && !chosenParts(person, draft).length)
        .map(({ key }) => [`parts.${key}`, yours.whereNeeded]),
    ),
    ...(!draft.agreed && { agreed: yours.agreementNeeded }),
  });
}
