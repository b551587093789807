import { MenuToggle, Select, SelectGroup, SelectList, SelectOption } from "@patternfly/react-core";
import CogIcon from "@patternfly/react-icons/dist/esm/icons/cog-icon";
import { useState } from "react";

import { useShared } from "../api/state";
import { useShellWords } from "./useShellWords";
import { TOASTED, chooseToasted, toasted } from "./wishes";

/** Which notices pop up. */
export function ToastWishes() {
  const words = useShellWords();
  const chosen = useShared(toasted);
  const [open, setOpen] = useState(false);
  return (
    <Select
      isOpen={open}
      onOpenChange={setOpen}
      selected={chosen}
      onSelect={(_event, value) => {
        chooseToasted(TOASTED.find((one) => one === value) ?? chosen);
        setOpen(false);
      }}
      shouldFocusToggleOnSelect
      popperProps={{ position: "right" }}
      toggle={(ref) => (
        <MenuToggle ref={ref} variant="plain" isExpanded={open} onClick={() => setOpen(!open)} aria-label={words.popUp} icon={<CogIcon />} />
      )}
    >
      <SelectGroup label={words.popUp} labelHeadingLevel="h3">
        <SelectList aria-label={words.popUp}>
          {TOASTED.map((one) => (
            <SelectOption key={one} value={one}>{words.toasted[one]}</SelectOption>
          ))}
        </SelectList>
      </SelectGroup>
    </Select>
  );
}
