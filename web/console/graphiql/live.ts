import { createClient } from "graphql-ws";

import { ENDPOINT, type Operation, type Result } from "./http";
import { State } from "../app/api/state";

export type Live = "off" | "connecting" | "on" | "reconnecting";

export const live = new State<{ state: Live; events: number }>({ state: "off", events: 0 });

export interface Sink {
  next: (result: Result) => void;
  error: (error: unknown) => void;
  complete: () => void;
}

const PING_MS = 15_000;
const PONG_MS = 5_000;
const FORBIDDEN = 4403;

/** Subscribe until stopped. Each subscription has its own socket, as each may have its own token. */
export function subscribe(
  payload: Operation,
  token: string | undefined,
  sink: Sink,
): () => void {
  let events = 0;
  let over = false;
  const client = connect(token, (state) => {
    if (!over) live.set({ state, events }); // its socket closes a moment after the end
  });
  const finish = (): void => {
    if (over) return;
    over = true;
    live.set({ state: "off", events });
    void client.dispose();
  };
  const stop = client.subscribe(payload, {
    next: (result) => {
      keepPlace(payload, result.data);
      live.set({ state: "on", events: ++events });
      sink.next(result as Result);
    },
    error: (error) => {
      finish();
      sink.error(readable(error));
    },
    complete: () => {
      finish();
      sink.complete();
    },
  });
  return () => {
    stop();
    finish();
  };
}

function connect(token: string | undefined, report: (state: Live) => void) {
  let deadline: ReturnType<typeof setTimeout>;
  const client = createClient({
    url: new URL(ENDPOINT, location.href.replace(/^http/, "ws")).href,
    ...(token ? { connectionParams: { authorization: token } } : {}),
    retryAttempts: Infinity,
    // A refused identity stays refused; everything else (restart, sleep, proxy) may pass.
    shouldRetry: (reason) => !(reason instanceof CloseEvent && reason.code === FORBIDDEN),
    retryWait: (retries) => pause(Math.min(15, 2 ** retries) * (0.5 + Math.random() / 2)),
    keepAlive: PING_MS,
    on: {
      connecting: (again) => report(again ? "reconnecting" : "connecting"),
      connected: () => report("on"),
      closed: () => report("reconnecting"),
      // A network that died silently closes nothing: without an answer, hang up and call again.
      ping: (received) => {
        if (!received) deadline = setTimeout(() => client.terminate(), PONG_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(deadline);
      },
    },
  });
  return client;
}

/** Remember the last cursor in the variable `after`, so that a reconnect loses nothing. */
export function keepPlace(payload: Operation, data: unknown): void {
  if (!/\$after\b/.test(payload.query)) return;
  const [notice] = Object.values((data ?? {}) as Record<string, { cursor?: unknown } | null>);
  if (typeof notice?.cursor === "string")
    payload.variables = { ...payload.variables, after: notice.cursor };
}

function readable(error: unknown): unknown {
  if (!(error instanceof CloseEvent)) return error;
  return new Error(`The server closed the subscription: ${error.code} ${error.reason}`.trim());
}

function pause(seconds: number): Promise<void> {
  return new Promise((wake) => setTimeout(wake, seconds * 1000));
}
