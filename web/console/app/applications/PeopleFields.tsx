import { Button, FormSection } from "@patternfly/react-core";
import PlusIcon from "@patternfly/react-icons/dist/esm/icons/plus-icon";
import { type RefObject, useEffect, useRef } from "react";

import { say } from "../kit/say";
import { PersonFields } from "./PersonFields";
import { MOST_PEOPLE } from "./setup";
import { useApplicationWords } from "./useApplicationWords";
import type { SettingUp } from "./useSetUp";

/** Who is let in with the set-up. */
export function PeopleFields(settingUp: SettingUp) {
  const { draft, add, remove } = settingUp;
  const { yours } = useApplicationWords();
  const list = useRef<HTMLDivElement>(null);
  const adder = useRef<HTMLButtonElement>(null);
  useNewest(list, draft.people.length);
  return (
    <FormSection title={yours.people} titleElement="h3">
      <p className="quiet">{yours.peopleHelp}</p>
      <div ref={list} className="people">
        {draft.people.map((person, n) => (
          <PersonFields
            key={person.key}
            number={n + 1}
            person={person}
            settingUp={settingUp}
            onRemove={() => {
              remove(person);
              say(yours.removed);
              adder.current?.focus();
            }}
          />
        ))}
      </div>
      {draft.people.length < MOST_PEOPLE && (
        <div>
          <Button ref={adder} variant="secondary" icon={<PlusIcon />} onClick={add}>{yours.add}</Button>
        </div>
      )}
    </FormSection>
  );
}

/** Goes to the first field of somebody who was added. */
function useNewest(list: RefObject<HTMLDivElement | null>, count: number): void {
  const before = useRef(count);
  useEffect(() => {
    if (count > before.current) list.current?.lastElementChild?.querySelector("input")?.focus();
    before.current = count;
  }, [list, count]);
}
