import { useEffect, useState } from "react";

/** Whether this long has gone by since a moment, in milliseconds. */
export function useElapsed(since: number, ms: number): boolean {
  const [now, setNow] = useState(() => Date.now());
  const left = since + ms - now;
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), left + 1);
    return () => clearTimeout(timer);
  }, [left]);
  return left <= 0;
}
