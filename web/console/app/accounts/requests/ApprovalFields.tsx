import { TextInput } from "@patternfly/react-core";
import { useId, useState } from "react";

import { Field } from "../../kit/Field";
import { RadioField } from "../../kit/RadioField";
import { GrantFields } from "../GrantFields";
import { useAccountWords } from "../useAccountWords";
import { type Draft, type Problems, isOfDomain, isWideDecider } from "./decision";
import type { ReviewedRequestFragment } from "./review.operations";
import { useDecisionWords } from "./useDecisionWords";

interface Props {
  request: ReviewedRequestFragment;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problems: Problems;
  locked: boolean;
}

/** What to give: beside or in place of what is held already, over what, and until when. */
export function ApprovalFields({ request, draft, change, problems, locked }: Props) {
  const words = useDecisionWords();
  const accountWords = useAccountWords();
  const id = useId();
  const { account, profile, currentRoles } = request;
  const wide = isWideDecider(account);
  // What a colleague has just given is no choice of the viewer's.
  const [hadRoles] = useState(Boolean(currentRoles?.length));
  const outsider = !isOfDomain(profile.email, account.domainIdentifier);
  return (
    <>
      {wide && (hadRoles || (!locked && Boolean(currentRoles?.length))) && (
        <RadioField
          label={words.keep}
          choices={[
            { value: "keep", label: words.keepThem },
            { value: "replace", label: words.replaceThem, help: words.replaceHelp },
          ]}
          chosen={draft.replace ? "replace" : "keep"}
          onChoose={(choice) => change({ replace: choice === "replace" })}
          locked={locked}
        />
      )}
      <GrantFields
        account={account.id}
        value={draft.grant}
        onChange={(grant) => change({ grant })}
        problems={problems}
        wide={wide}
        barred={outsider ? { SMART_ACCOUNT_APPROVER: accountWords.approverDomain(account.domainIdentifier) } : {}}
        locked={locked}
      />
      <Field id={id} label={words.ends} help={words.endsHelp} problem={problems.endsOn} optional>
        <TextInput
          id={id}
          type="date"
          className="date"
          value={draft.endsOn}
          onChange={(_event, endsOn) => change({ endsOn })}
          aria-describedby={`${id}-help`}
          validated={problems.endsOn ? "error" : "default"}
          readOnlyVariant={locked ? "default" : undefined}
        />
      </Field>
    </>
  );
}
