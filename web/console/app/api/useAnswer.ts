import { useEffect, useEffectEvent, useRef, useState } from "react";
import { type AnyVariables, type CombinedError, type TypedDocumentNode, createRequest, useQuery } from "urql";

import { epoch } from "./live";
import { useNotices, type Notice } from "./notices";
import { useShared } from "./state";

/** A query's answer, kept up to date. */
export interface Answer<Data> {
  data: Data | undefined;
  error: CombinedError | undefined;
  /** Whether the first answer is still awaited. */
  loading: boolean;
  /** Whether something newer than what is shown is on its way. */
  refreshing: boolean;
  refresh: () => void;
}

interface Options {
  /** Do not ask yet. */
  pause?: boolean;
  /** Which notices make what is shown outdated beyond what they bring themselves; none unless told. */
  outdatedBy?: (notice: Notice) => boolean;
}

const SOON_MS = 100;

/** Ask, and ask again after a break of the connection and after the notices that `outdatedBy` names. */
export function useAnswer<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { pause = false, outdatedBy }: Options = {},
): Answer<Data> {
  const [{ data, error, fetching, stale }, ask] = useQuery<Data>({
    query,
    variables,
    pause,
    requestPolicy: "cache-and-network",
  });
  const refresh = (): void => {
    if (!pause) ask({ requestPolicy: "network-only" });
  };
  useAfterBreak(refresh);
  useOutdated(outdatedBy, refresh);
  const shown = useKept(data, createRequest<unknown>(query, variables).key);
  return { data: shown, error, loading: fetching && !shown, refreshing: stale || fetching, refresh };
}

/** What was answered last: a question that fails takes nothing away that is already shown. */
function useKept<Data>(data: Data | undefined, question: number): Data | undefined {
  const [kept, keep] = useState({ data, question });
  if (data !== undefined && data !== kept.data) keep({ data, question });
  return data ?? (kept.question === question ? kept.data : undefined);
}

function useAfterBreak(refresh: () => void): void {
  const now = useShared(epoch);
  const refreshNow = useEffectEvent(refresh);
  useEffect(() => {
    if (now > 0) refreshNow();
  }, [now]);
}

/** Several notices in a moment lead to one question. */
function useOutdated(outdatedBy: Options["outdatedBy"], refresh: () => void): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useNotices((notice) => {
    if (!outdatedBy?.(notice)) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(refresh, SOON_MS);
  });
}
