import { useSyncExternalStore } from "react";

import { useCommon, useFormat } from "../words";

const MINUTE_MS = 60_000;

/** A moment, as its distance from now; exactly in its tooltip. */
export function When({ at, exact = false }: { at: string; exact?: boolean }) {
  const format = useFormat();
  const { justNow } = useCommon();
  const now = useNow();
  const isNow = Math.abs(new Date(at).getTime() - now) < MINUTE_MS;
  return (
    <time dateTime={at} title={format.full(at)}>
      {exact ? format.moment(at) : isNow ? justNow : format.ago(at, now)}
    </time>
  );
}

/** The time in milliseconds, to the minute. */
export function useNow(): number {
  return useSyncExternalStore(everyMinute, () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS);
}

function everyMinute(tell: () => void): () => void {
  const timer = setInterval(tell, MINUTE_MS / 4);
  return () => clearInterval(timer);
}
