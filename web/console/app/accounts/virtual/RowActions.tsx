import { Dropdown, DropdownItem, DropdownList, MenuToggle } from "@patternfly/react-core";
import EllipsisVIcon from "@patternfly/react-icons/dist/esm/icons/ellipsis-v-icon";
import { useState } from "react";

import { useProblemText } from "../../words/useProblemText";
import type { Opened } from "./Act";
import type { Part } from "./shape";
import { useVirtualWords } from "./useVirtualWords";

interface Props {
  of: Part;
  maker: boolean;
  onOpen: (opened: Opened) => void;
}

/** What can be done with one virtual account; what cannot be done now says why. */
export function RowActions({ of: part, maker, onOpen }: Props) {
  const words = useVirtualWords();
  const textOf = useProblemText();
  const [open, setOpen] = useState(false);
  const { viewerCanChange, viewerCanRestrict, viewerCanDelete: deletes } = part;
  if (!viewerCanChange.allowed && !viewerCanRestrict.allowed) return null;
  const act = (opened: Opened): void => {
    setOpen(false);
    onOpen(opened);
  };
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      popperProps={{ position: "right" }}
      toggle={(ref) => (
        <MenuToggle
          ref={ref}
          id={`actions-${part.id}`}
          variant="plain"
          icon={<EllipsisVIcon />}
          aria-label={words.actionsOf(part.name)}
          isExpanded={open}
          onClick={() => setOpen(!open)}
        />
      )}
    >
      <DropdownList>
        <DropdownItem onClick={() => act({ act: "change", part })}>{words.change}</DropdownItem>
        {maker && viewerCanChange.allowed && (
          <DropdownItem onClick={() => act({ act: "create", part })}>{words.createBelow}</DropdownItem>
        )}
        {maker && (
          <DropdownItem
            isDanger
            isAriaDisabled={!deletes.allowed}
            description={deletes.allowed ? undefined : textOf({ code: deletes.code ?? "", message: deletes.because ?? "" })}
            onClick={deletes.allowed ? () => act({ act: "remove", part }) : undefined}
          >
            {words.remove}
          </DropdownItem>
        )}
      </DropdownList>
    </Dropdown>
  );
}
