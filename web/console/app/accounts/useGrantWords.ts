import type { Role } from "../api/types";
import { useCommon, useFormat } from "../words";
import { useAccountWords } from "./useAccountWords";

/** A role with what it covers, in words: "Account user, whole account". */
export function useGrantWords(): (role: Role, parts: readonly { name: string }[]) => string {
  const common = useCommon();
  const words = useAccountWords();
  const format = useFormat();
  return (role, parts) =>
    parts.length ? words.ofParts(common.role[role], format.list(parts.map(({ name }) => name))) : words.ofWhole(common.role[role]);
}
