import { Button, Checkbox, FormGroup, FormSelect, FormSelectOption, TextInput } from "@patternfly/react-core";
import { useId } from "react";

import { ALL_ROLES } from "../accounts/grant";
import { Field } from "../kit/Field";
import { useCommon } from "../words";
import { type Person, chosenParts, coverable, isPartial } from "./setup";
import { useApplicationWords } from "./useApplicationWords";
import type { SettingUp } from "./useSetUp";

interface Props {
  number: number;
  person: Person;
  settingUp: SettingUp;
  onRemove: () => void;
}

/** One of the first users: who, as what, and where. */
export function PersonFields({ number, person, settingUp, onRemove }: Props) {
  const { draft, change, problems } = settingUp;
  const { yours } = useApplicationWords();
  const common = useCommon();
  const id = useId();
  const edit = (part: Partial<Person>): void =>
    change({ people: draft.people.map((one) => (one.key === person.key ? { ...one, ...part } : one)) });
  const problem = problems[`user.${person.key}`];
  return (
    <div role="group" aria-label={yours.person(number)} className="person">
      <Field id={`${id}-user`} label={yours.personName} problem={problem}>
        <TextInput
          id={`${id}-user`}
          autoComplete="off"
          value={person.user}
          onChange={(_event, user) => edit({ user })}
          validated={problem ? "error" : "default"}
          aria-describedby={`${id}-user-help`}
        />
      </Field>
      <Field id={`${id}-role`} label={yours.role} help={common.grants[person.role]}>
        <FormSelect
          id={`${id}-role`}
          value={person.role}
          onChange={(_event, value) => edit({ role: ALL_ROLES.find((role) => role === value) ?? person.role })}
          aria-describedby={`${id}-role-help`}
        >
          {ALL_ROLES.map((role) => <FormSelectOption key={role} value={role} label={common.role[role]} />)}
        </FormSelect>
      </Field>
      {isPartial(person.role) && (
        <Covered person={person} settingUp={settingUp} onChange={(parts) => edit({ parts })} />
      )}
      <Button variant="link" isInline isDanger onClick={onRemove}>{yours.remove(number)}</Button>
    </div>
  );
}

interface CoveredProps {
  person: Person;
  settingUp: SettingUp;
  onChange: (parts: string[]) => void;
}

function Covered({ person, settingUp: { draft, problems }, onChange }: CoveredProps) {
  const { yours } = useApplicationWords();
  const id = useId();
  const chosen = chosenParts(person, draft);
  const problem = problems[`parts.${person.key}`];
  return (
    <FormGroup role="group" fieldId={id} label={yours.where} isStack>
      {coverable(draft).map((name) => (
        <Checkbox
          key={name}
          id={`${id}-${name}`}
          label={name}
          isChecked={chosen.includes(name)}
          isValid={!problem}
          onChange={(_event, on) => onChange(on ? [...chosen, name] : chosen.filter((one) => one !== name))}
        />
      ))}
      {problem && <p className="problem">{problem}</p>}
    </FormGroup>
  );
}
