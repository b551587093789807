import { useSyncExternalStore } from "react";

const SECOND_MS = 1000;

/** How many seconds are left until a moment, counting down; 0 once it is over, or for none. */
export function useCountdown(until: string | null | undefined): number {
  return useSyncExternalStore(everySecond, () => left(until));
}

function left(until: string | null | undefined): number {
  if (!until) return 0;
  return Math.max(0, Math.ceil((new Date(until).getTime() - Date.now()) / SECOND_MS));
}

function everySecond(tell: () => void): () => void {
  const timer = setInterval(tell, SECOND_MS);
  return () => clearInterval(timer);
}
