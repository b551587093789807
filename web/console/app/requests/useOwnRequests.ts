import { useState } from "react";

import { useNotices } from "../api/notices";
import { type Answer, useAnswer } from "../api/useAnswer";
import type { usePages } from "../kit/usePages";
import { OwnRequestsDocument, type OwnRequestsQuery } from "./requests.operations";
import type { RequestFilters } from "./useRequestFilters";

/** One's own requests, and how many were sent elsewhere since they were asked for. */
export function useOwnRequests(
  { filter, orderBy }: RequestFilters,
  { first, after }: ReturnType<typeof usePages>,
): { answer: Answer<OwnRequestsQuery>; news: number } {
  const answer = useAnswer(OwnRequestsDocument, { first, after, filter, orderBy });
  const [unseen, setUnseen] = useState<ReadonlySet<string>>(new Set());
  const viewer = answer.data?.viewer;
  useNotices(({ kind, about }) => {
    if (kind === "REQUEST_SUBMITTED" && about && about.requester.id === viewer?.user.id)
      setUnseen((before) => new Set([...before, about.id]));
  });
  const shown = new Set(viewer?.requests.nodes.map(({ id }) => id));
  const news = [...unseen].filter((id) => !shown.has(id)).length;
  const refresh = (): void => {
    setUnseen(new Set());
    answer.refresh();
  };
  return { answer: { ...answer, refresh }, news };
}
