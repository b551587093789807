import { useEffect } from "react";
import { useClient } from "urql";

import { askAnew, live, retryNow } from "../api/live";
import { NoticeCursorDocument } from "../api/notices.operations";
import { reachable } from "../api/reachable";
import { useShared } from "../api/state";

const FIRST_MS = 3_000;
const EVERY_MS = 15_000;

/**
 * While no socket can be had, asks over HTTP whether something has happened: some networks let
 * nothing else through.
 */
export function useFallback(): void {
  const api = useClient();
  const { state } = useShared(live);
  useEffect(() => {
    if (state !== "lost") return undefined;
    let place = "";
    let timer = setTimeout(() => void ask(), FIRST_MS);
    async function ask(): Promise<void> {
      timer = setTimeout(() => void ask(), EVERY_MS);
      const { data } = await api.query(NoticeCursorDocument, {}, { requestPolicy: "network-only" });
      const now = data?.viewer?.noticeCursor;
      reachable.set(now !== undefined);
      if (now === undefined || now === place) return;
      place = now;
      askAnew();
      retryNow();
    }
    return () => {
      clearTimeout(timer);
      reachable.set(false);
    };
  }, [api, state]);
}
