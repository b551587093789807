import { useState } from "react";

import { useNotices } from "../api/notices";

/** How many requests for support access came since a list was read; to refresh it shows them. */
export function useSupportNews<A extends { refresh: () => void }>(asked: A): [number, A] {
  const [came, setCame] = useState<string[]>([]);
  useNotices(({ kind, about }) => {
    if (kind !== "REQUEST_SUBMITTED" || about?.__typename !== "SupportAccessRequest") return;
    if (!came.includes(about.id)) setCame([...came, about.id]);
  });
  const refresh = (): void => {
    setCame([]);
    asked.refresh();
  };
  return [came.length, { ...asked, refresh }];
}
