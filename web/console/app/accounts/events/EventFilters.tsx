import { FormSelect, FormSelectOption, TextInput, ToolbarFilter, ToolbarItem } from "@patternfly/react-core";
import { useId } from "react";

import { TextFilter } from "../../kit/Filters";
import { useEventWords } from "./useEventWords";
import type { EventFilters as Chosen } from "./useEventFilters";

/** By what the log is searched; `actorName` is of whom it shows only what they did. */
export function EventFilters({ of: chosen, actorName }: { of: Chosen; actorName: string | undefined }) {
  const words = useEventWords();
  return (
    <>
      <TextFilter label={words.find} value={chosen.text} onChange={chosen.setText} />
      <ToolbarItem>
        <FormSelect aria-label={words.action} value={chosen.action} onChange={(_event, action) => chosen.setAction(action)}>
          <FormSelectOption value="" label={words.anyAction} />
          {Object.entries(words.actions).map(([action, word]) => (
            <FormSelectOption key={action} value={action} label={word} />
          ))}
        </FormSelect>
      </ToolbarItem>
      <Day label={words.from} hint={words.day.from} value={chosen.from} onChange={chosen.setFrom} />
      <Day label={words.until} hint={words.day.until} value={chosen.until} onChange={chosen.setUntil} />
      <ToolbarFilter
        categoryName={words.byOne}
        labels={chosen.actor ? [actorName ?? words.somebody] : []}
        deleteLabel={() => chosen.setActor("")}
      >
        {null}
      </ToolbarFilter>
    </>
  );
}

interface DayProps {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
}

function Day({ label, hint, value, onChange }: DayProps) {
  const id = useId();
  return (
    <ToolbarItem className="log-day">
      <label htmlFor={id}>{label}</label>
      <TextInput id={id} type="date" title={hint} value={value} onChange={(_event, day) => onChange(day)} />
    </ToolbarItem>
  );
}
