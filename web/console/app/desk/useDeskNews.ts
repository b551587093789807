import { useClient } from "urql";

import { type Notice, useNotices } from "../api/notices";
import type { Answer } from "../api/useAnswer";
import { useNews } from "../kit/useNews";
import { DeskRowAnewDocument, type ReviewQueueQuery } from "./desk.operations";

/**
 * Keeps the rows that are shown up to date where they stand, and counts what has come to the desk
 * since: to refresh the answer shows it.
 */
export function useDeskNews(asked: Answer<ReviewQueueQuery>): [number, Answer<ReviewQueueQuery>] {
  const api = useClient();
  const shown = asked.data?.reviewQueue?.nodes ?? [];
  const isShown = ({ about }: Notice): boolean => shown.some(({ id }) => id === about?.id);
  useNotices((notice) => {
    if (!notice.about || !isShown(notice)) return;
    void api.query(DeskRowAnewDocument, { id: notice.about.id }, { requestPolicy: "network-only" }).toPromise();
  });
  return useNews(asked, (notice) => {
    const { about } = notice;
    return about?.__typename === "Registration" && about.stage === "MANUAL_REVIEW" && !isShown(notice);
  });
}
