interface Node {
  id: string;
  parent: { id: string } | null;
}

/** Each with how deep it lies, those below right behind; what has no parent in sight is at the top. */
export function inTree<N extends Node>(nodes: readonly N[]): { depth: number; of: N }[] {
  const known = new Set(nodes.map(({ id }) => id));
  const above = ({ parent }: N): string => (parent && known.has(parent.id) ? parent.id : "");
  const walk = (top: string, depth: number): { depth: number; of: N }[] =>
    nodes.filter((node) => above(node) === top).flatMap((of) => [{ depth, of }, ...walk(of.id, depth + 1)]);
  return walk("", 0);
}
