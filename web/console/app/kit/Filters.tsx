import { MenuToggle, Select, SelectList, SelectOption, ToolbarFilter, ToolbarItem } from "@patternfly/react-core";
import { useState } from "react";

import { SearchField } from "./SearchField";

/** A text to search for; it is taken when one pauses or presses Enter. */
export function TextFilter({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const [outer, setOuter] = useState(value);
  if (outer !== value) {
    setOuter(value);
    setText(value); // cleared from elsewhere, or a link was followed
  }
  return (
    <ToolbarItem>
      <SearchField label={label} value={text} onChange={setText} onSearch={onChange} onBlur={() => onChange(text)} />
    </ToolbarItem>
  );
}

interface Choices<T extends string> {
  label: string;
  /** The possible values with their words, in order. */
  among: Partial<Record<T, string>>;
  chosen: T[];
  onChange: (chosen: T[]) => void;
}

/** Some of a closed set; what is chosen stands as chips beneath the filters. */
export function ChoiceFilter<T extends string>({ label, among, chosen, onChange }: Choices<T>) {
  const [open, setOpen] = useState(false);
  const values = Object.entries(among) as [T, string][];
  const toggle = (value: T): void =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <ToolbarFilter
      categoryName={label}
      labels={values.filter(([value]) => chosen.includes(value)).map(([key, node]) => ({ key, node }))}
      deleteLabel={(_category, chip) => toggle((typeof chip === "string" ? chip : chip.key) as T)}
      deleteLabelGroup={() => onChange([])}
    >
      <Select
        isOpen={open}
        onOpenChange={setOpen}
        onSelect={(_event, value) => toggle(value as T)}
        selected={chosen}
        toggle={(ref) => (
          <MenuToggle ref={ref} isExpanded={open} onClick={() => setOpen(!open)}>
            {label}
          </MenuToggle>
        )}
      >
        <SelectList aria-label={label}>
          {values.map(([value, word]) => (
            <SelectOption key={value} value={value} hasCheckbox isSelected={chosen.includes(value)}>
              {word}
            </SelectOption>
          ))}
        </SelectList>
      </Select>
    </ToolbarFilter>
  );
}
