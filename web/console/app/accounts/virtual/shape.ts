import { lengthOf } from "../../kit/length";
import type { VirtualAccountRowFragment, VirtualAccountsQuery } from "./virtual.operations";

export type Found = NonNullable<VirtualAccountsQuery["smartAccount"]>;
export type Part = VirtualAccountRowFragment;

/** Whether the viewer's right to manage is over the whole account. */
export function isWide({ viewerRoles }: Pick<Found, "viewerRoles">): boolean {
  return viewerRoles.some(({ role }) => role === "SMART_ACCOUNT_ADMIN");
}

/** A part and everything below it. */
export function withBelow(part: string, among: readonly Part[]): string[] {
  return [part, ...among.filter(({ parent }) => parent?.id === part).flatMap(({ id }) => withBelow(id, among))];
}

const LONGEST = 120;

/** Whether the server would take it for a name. */
export function isName(text: string): boolean {
  const length = lengthOf(text);
  return length > 0 && length <= LONGEST;
}
