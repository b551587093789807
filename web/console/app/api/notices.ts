import { useEffect, useEffectEvent } from "react";

import type { NoticesSubscription } from "./notices.operations";

export type Notice = NoticesSubscription["viewerNotices"];

const hearers = new Set<(notice: Notice) => void>();

/** Tell every part of the page that listens. */
export function announce(notice: Notice): void {
  for (const hear of hearers) hear(notice);
}

/** Hear each notice once, as it comes. */
export function useNotices(hear: (notice: Notice) => void): void {
  const hearNow = useEffectEvent(hear);
  useEffect(() => {
    const hearer = (notice: Notice): void => hearNow(notice);
    hearers.add(hearer);
    return () => {
      hearers.delete(hearer);
    };
  }, []);
}
