import { useEffect, useRef } from "react";
import { type Client, useClient } from "urql";

import { type Place, follow } from "../api/follow";
import { call } from "../api/live";
import { useShared } from "../api/state";
import { useFallback } from "./useFallback";

/** Hears of everything that concerns the viewer, over one subscription for the whole page. */
export function Listener({ from }: { from: string }) {
  const api = useClient();
  const conversation = useShared(call);
  const place = useRef(from);
  useFallback();
  return <Conversation key={conversation} place={place} api={api} />;
}

function Conversation({ api, place }: { api: Client; place: Place }) {
  useEffect(() => follow(api, place), [api, place]);
  return null;
}
