import { useCommon } from "../words";
import type { RequestDetailsFragment } from "./request.operations";
import { useRequestWords } from "./useRequestWords";

/** Who acted upon a request: a person, a rule by its name, or the system. */
export function useActor(of: RequestDetailsFragment): string {
  const words = useRequestWords();
  const common = useCommon();
  if (of.actedBy) return of.actedBy.fullName;
  if (of.__typename === "AccessRequest" && of.actedByRule) return words.rule(of.actedByRule);
  return of.deciders === "SUPPORT" ? common.deciders.SUPPORT : words.system;
}
