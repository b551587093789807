import { useDeferredValue } from "react";

/**
 * Whether to show what is there: in the first place not in one go but in small steps, between
 * which the page stays at hand; from then on at once.
 */
export function useUnhurried(isThere: boolean): boolean {
  return useDeferredValue(isThere, false) && isThere;
}
