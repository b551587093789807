import { Button, TextInput } from "@patternfly/react-core";
import { useId } from "react";

import { Field } from "../kit/Field";
import { domainOf, needsReview, suggestedOf } from "./draft";
import { useApplicationWords } from "./useApplicationWords";
import type { Applying } from "./useApplying";

interface Props {
  applying: Applying;
  own: string | null;
  onLeave: () => void;
}

/** The domain of the account: that of the e-mail address, unless it is changed knowingly. */
export function DomainField({ applying: { draft, change, problems }, own, onLeave }: Props) {
  const { apply: words } = useApplicationWords();
  const id = useId();
  const suggested = suggestedOf(draft, own);
  const other = needsReview(draft, own);
  return (
    <Field
      id={id}
      label={words.domain}
      help={<span aria-live="polite">{other ? words.domainOther : words.domainHelp}</span>}
      problem={problems.domain}
    >
      <TextInput
        id={id}
        autoCapitalize="none"
        spellCheck={false}
        autoComplete="off"
        value={draft.domain ?? domainOf(draft, own)}
        onChange={(_event, domain) => change({ domain })}
        onBlur={onLeave}
        validated={problems.domain ? "error" : "default"}
        aria-describedby={`${id}-help`}
      />
      {other && suggested && (
        <Button variant="link" isInline onClick={() => change({ domain: null })}>
          {words.domainBack(suggested)}
        </Button>
      )}
    </Field>
  );
}
