import { useState } from "react";

const PAGE = 20;
const MOST = 100;

interface Pages {
  first: number;
  after: string | null;
  more: (endCursor: string | null) => void;
  reset: () => void;
}

/**
 * How many rows of a list are asked for: more at each wish, up to the API's 100; beyond that the
 * next hundred, behind a cursor. For another list, such as under another filter, from the beginning.
 */
export function usePages(list = ""): Pages {
  const [kept, set] = useState({ list, first: PAGE, after: null as string | null });
  const { first, after } = kept.list === list ? kept : { first: PAGE, after: null };
  return {
    first,
    after,
    more: (endCursor) => set({ list, first: MOST, after: first < MOST ? after : endCursor }),
    reset: () => set({ list, first: PAGE, after: null }),
  };
}
