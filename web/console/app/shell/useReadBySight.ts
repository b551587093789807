import { useEffect } from "react";
import { type Client, useClient } from "urql";
import { useLocation, useSearch } from "wouter";

import { MarkNoticesReadDocument, PastNoticesDocument } from "./bell.operations";
import { onScreen } from "./onScreen";
import { useFrame } from "./useFrame";

const FEW = 5;

/**
 * Notices of what the reader has open are read without a click. Notices are read up to a moment:
 * where others wait, too, they stay with them behind the bell.
 */
export function useReadBySight(): void {
  const api = useClient();
  const [pathname] = useLocation();
  const search = useSearch();
  const { user, unreadNotices } = useFrame().viewer;
  const seen = onScreen({ pathname, search });
  useEffect(() => {
    if (seen && unreadNotices > 0 && unreadNotices <= FEW && document.visibilityState === "visible")
      void readIfAlone(api, seen, user.id);
  }, [api, seen, unreadNotices, user.id]);
}

async function readIfAlone(api: Client, seen: string, reader: string): Promise<void> {
  const first = 4 * FEW; // with what the reader did, which counts as read
  const { data } = await api.query(PastNoticesDocument, { first }, { requestPolicy: "network-only" });
  if (!data?.viewer) return;
  const { notices, noticesReadUpTo } = data.viewer;
  const unread = notices.nodes.filter(
    ({ actedAt, actedBy }) => actedBy?.id !== reader && (!noticesReadUpTo || actedAt > noticesReadUpTo),
  );
  const [newest] = unread;
  if (newest && unread.every(({ about }) => about?.id === seen))
    await api.mutation(MarkNoticesReadDocument, { input: { upTo: newest.actedAt } });
}
