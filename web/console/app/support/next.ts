import type { PendingSupportFragment } from "./decide.operations";

/** The request that waits longest of those beside this one that the viewer may decide. */
export function nextOf(
  { id }: { id: string },
  waiting: PendingSupportFragment | null,
): { href: string; count: number } | null {
  const open = waiting?.nodes.filter((node) => node.status === "PENDING" && node.viewerCanDecide.allowed) ?? [];
  const [next] = open.filter((node) => node.id !== id);
  if (!waiting || !next) return null;
  const ended = waiting.nodes.filter((node) => node.status !== "PENDING" || node.id === id).length;
  return { href: `/support/requests/${next.id}`, count: Math.max(1, waiting.totalCount - ended) };
}
