import type { Paged } from "../kit/Listing";

/** A page without what has ended under the viewer's eyes. */
export function standing<Row extends { endedAt: string | null }>(page: Paged<Row>): Paged<Row> {
  const nodes = page.nodes.filter((row) => row.endedAt === null);
  return { ...page, nodes, totalCount: page.totalCount - page.nodes.length + nodes.length };
}
