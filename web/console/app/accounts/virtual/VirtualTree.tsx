import { Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr, TreeRowWrapper } from "@patternfly/react-table";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import { useState } from "react";

import type { Opened } from "./Act";
import { RowActions } from "./RowActions";
import { type Leaf, leavesOf } from "./leaves";
import type { Part } from "./shape";
import { useVirtualWords } from "./useVirtualWords";

interface Props {
  label: string;
  of: Part[];
  /** Whether the viewer makes virtual accounts anywhere here. */
  maker: boolean;
  onOpen: (opened: Opened) => void;
}

/** Virtual accounts below each other, to fold and unfold; all of them are unfolded at first. */
export function VirtualTree({ label, of: parts, maker, onOpen }: Props) {
  const words = useVirtualWords();
  const [folded, setFolded] = useState<string[]>([]);
  const toggle = (id: string): void =>
    setFolded(folded.includes(id) ? folded.filter((one) => one !== id) : [...folded, id]);
  const acts = parts.some(({ viewerCanChange, viewerCanRestrict }) => viewerCanChange.allowed || viewerCanRestrict.allowed);
  return (
    <Table isTreeTable aria-label={label} variant="compact">
      <Thead>
        <Tr>
          <Th>{words.columns.name}</Th>
          <Th>{words.columns.state}</Th>
          {acts && <Th screenReaderText={words.columns.actions} />}
        </Tr>
      </Thead>
      <Tbody>
        {leavesOf(parts, folded).map((leaf) => (
          <Row key={leaf.of.id} leaf={leaf} acts={acts} maker={maker} onFold={() => toggle(leaf.of.id)} onOpen={onOpen} />
        ))}
      </Tbody>
    </Table>
  );
}

interface RowProps extends Pick<Props, "maker" | "onOpen"> {
  leaf: Leaf;
  acts: boolean;
  onFold: () => void;
}

function Row({ leaf, acts, maker, onFold, onOpen }: RowProps) {
  const words = useVirtualWords();
  const { of: part, depth, position, siblings, unfolded, hasBelow, hidden } = leaf;
  const props = {
    isExpanded: unfolded,
    isDetailsExpanded: true,
    isHidden: hidden,
    "aria-level": depth + 1,
    "aria-posinset": position,
    "aria-setsize": hasBelow ? siblings : 0,
  };
  return (
    <TreeRowWrapper row={{ props: { ...props, "aria-setsize": siblings } }}>
      <Td dataLabel={words.columns.name} treeRow={{ onCollapse: onFold, props: { ...props, toggleAriaLabel: words.unfold(part.name) } }}>
        {part.name}
        {depth === 0 && part.parent && <span className="quiet"> {words.below(part.parent.name)}</span>}
      </Td>
      <Td dataLabel={words.columns.state}>
        {part.isDefault && <Label color="blue">{words.isDefault}</Label>}{" "}
        {part.restricted ? <Label color="orange" icon={<LockIcon />}>{words.restricted}</Label> : <span className="quiet">{words.open}</span>}
      </Td>
      {acts && (
        <Td isActionCell>
          <RowActions of={part} maker={maker} onOpen={onOpen} />
        </Td>
      )}
    </TreeRowWrapper>
  );
}
