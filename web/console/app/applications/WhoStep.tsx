import { TextInput } from "@patternfly/react-core";
import { useId } from "react";

import { Field } from "../kit/Field";
import { RadioField } from "../kit/RadioField";
import { useApplicationWords } from "./useApplicationWords";
import type { Applying } from "./useApplying";

/** Who will authorise the account, set it up and administer it. */
export function WhoStep({ draft, change, problems }: Applying) {
  const { apply: words } = useApplicationWords();
  const id = useId();
  return (
    <>
      <RadioField
        label={words.who}
        chosen={draft.whom}
        choices={[
          { value: "me", label: words.me, help: words.meHelp },
          { value: "other", label: words.other, help: words.otherHelp },
        ]}
        problem={problems.whom}
        onChoose={(whom) => change({ whom })}
      />
      {draft.whom === "other" && (
        <Field id={id} label={words.email} help={words.emailHelp} problem={problems.email}>
          <TextInput
            id={id}
            type="email"
            autoComplete="off"
            value={draft.email}
            onChange={(_event, email) => change({ email })}
            validated={problems.email ? "error" : "default"}
            aria-describedby={`${id}-help`}
          />
        </Field>
      )}
    </>
  );
}
