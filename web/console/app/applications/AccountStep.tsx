import { TextInput } from "@patternfly/react-core";
import { useId, useState } from "react";

import { Field } from "../kit/Field";
import { RadioField } from "../kit/RadioField";
import { useCommon } from "../words";
import { DomainField } from "./DomainField";
import { NoteOfDraft } from "./NoteOfDraft";
import { Similar } from "./Similar";
import { domainOf } from "./draft";
import { useApplicationWords } from "./useApplicationWords";
import { type Applying, isNoteAsked } from "./useApplying";
import { useSimilar } from "./useSimilar";

interface Props {
  applying: Applying;
  own: string | null;
  isPartner: boolean;
}

/** Which account it is to be; what is there already comes first. */
export function AccountStep({ applying, own, isPartner }: Props) {
  const { draft, change, problems } = applying;
  const { apply: words } = useApplicationWords();
  const common = useCommon();
  const id = useId();
  const [looked, look] = useState(domainOf(draft, own));
  const similar = useSimilar(looked);
  return (
    <>
      <Similar accounts={similar} />
      <DomainField applying={applying} own={own} onLeave={() => look(domainOf(draft, own))} />
      {isNoteAsked(draft, own) && <NoteOfDraft applying={applying} own={own} />}
      <Field id={id} label={words.name} help={words.nameHelp} problem={problems.name}>
        <TextInput
          id={id}
          value={draft.name}
          onChange={(_event, name) => change({ name })}
          validated={problems.name ? "error" : "default"}
          aria-describedby={`${id}-help`}
        />
      </Field>
      <RadioField
        label={words.type}
        chosen={draft.type}
        choices={[
          { value: "CUSTOMER", label: common.accountType.CUSTOMER, help: words.types.CUSTOMER },
          {
            value: "HOLDING",
            label: common.accountType.HOLDING,
            help: words.types.HOLDING,
            barred: isPartner ? undefined : words.partnersOnly,
          },
        ]}
        problem={problems.type}
        onChoose={(type) => change({ type })}
      />
    </>
  );
}
