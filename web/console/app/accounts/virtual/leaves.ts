import { inTree } from "../tree";
import type { Part } from "./shape";

/** A line of the tree. */
export interface Leaf {
  of: Part;
  depth: number;
  /** Where it stands among those beside it, from 1, and how many these are. */
  position: number;
  siblings: number;
  hasBelow: boolean;
  unfolded: boolean;
  /** Whether something above it is folded. */
  hidden: boolean;
}

/** The lines of the tree in their order. */
export function leavesOf(parts: readonly Part[], folded: readonly string[]): Leaf[] {
  const known = new Map(parts.map((part) => [part.id, part]));
  const above = (part: Part): Part | undefined => known.get(part.parent?.id ?? "");
  const beside = (part: Part): Part[] => parts.filter((other) => above(other) === above(part));
  const isHidden = (part: Part): boolean => {
    const parent = above(part);
    return parent !== undefined && (folded.includes(parent.id) || isHidden(parent));
  };
  return inTree(parts).map(({ of, depth }) => ({
    of,
    depth,
    position: beside(of).indexOf(of) + 1,
    siblings: beside(of).length,
    hasBelow: parts.some((other) => above(other) === of),
    unfolded: !folded.includes(of.id),
    hidden: isHidden(of),
  }));
}
