import { useState } from "react";

/** What was there last: a thing that vanishes under the reader's eyes stays to be read. */
export function useLast<T>(value: T | null | undefined): T | undefined {
  const [last, setLast] = useState<T | undefined>(value ?? undefined);
  if (value !== null && value !== undefined && value !== last) setLast(value);
  return value ?? last;
}
