import { useState } from "react";

import { type Notice, useNotices } from "../api/notices";

/**
 * How many things that belong to a list came since it was read, and its answer, whose refresh
 * shows them.
 */
export function useNews<A extends { refresh: () => void }>(asked: A, isNew: (notice: Notice) => boolean): [number, A] {
  const [came, setCame] = useState<string[]>([]);
  useNotices((notice) => {
    const id = notice.about?.id ?? notice.id;
    if (isNew(notice) && !came.includes(id)) setCame([...came, id]);
  });
  const refresh = (): void => {
    setCame([]);
    asked.refresh();
  };
  return [came.length, { ...asked, refresh }];
}
