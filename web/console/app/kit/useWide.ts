import { useSyncExternalStore } from "react";

const WIDE = matchMedia("(min-width: 75rem)");

/** Whether there is room for something beside a list. */
export function useWide(): boolean {
  return useSyncExternalStore(watch, () => WIDE.matches);
}

function watch(tell: () => void): () => void {
  WIDE.addEventListener("change", tell);
  return () => WIDE.removeEventListener("change", tell);
}
