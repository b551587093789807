import { useAccountWords } from "./useAccountWords";

/** What to say at the first of a grant's fields that is still open. */
export function useMissingWords(): (field: "scope" | "role" | "parts") => string {
  const words = useAccountWords();
  return (field) => ({ scope: words.chooseScope, role: words.chooseRole, parts: words.chooseParts })[field];
}
