import { type Client as Socket, createClient } from "graphql-ws";
import type { SubscriptionForwarder } from "urql";

import { authorization, signedOut } from "./identity";
import { State } from "./state";

/**
 * How the page hears of what happens; `since` when, in milliseconds, `why` it ended, and whether
 * it goes on `again` after a break.
 */
export interface Live {
  state: "connecting" | "on" | "lost" | "ended";
  since: number;
  why: string;
  again: boolean;
}

export const live = new State<Live>({ state: "connecting", since: Date.now(), why: "", again: false });
/** Counts the times that something may have been missed: every list is then asked for anew. */
export const epoch = new State(0);
/** Counts the conversations: each begins with a socket of its own. */
export const call = new State(0);
/** The build of the console that the server has. */
export const build = new State("");

const PING_MS = 15_000;
const PONG_MS = 5_000;
const IDLE_MS = 3_000;
const HUNG_UP = 1000;
const SIGN_IN = 4401;
const FINAL = [4400, SIGN_IN, 4403];

let socket: Socket | undefined;
let hurry = (): void => {};

/** The client's subscriptions, over one socket that calls again until it is answered. */
export const sockets: SubscriptionForwarder = (request) => ({
  subscribe(sink) {
    const payload = { query: request.query ?? "", variables: { ...request.variables } };
    socket ??= connect();
    const unsubscribe = socket.subscribe(payload, {
      next(result) {
        keepPlace(payload.variables, result.data);
        sink.next(result as Parameters<typeof sink.next>[0]);
      },
      error: (error) => sink.error(error instanceof CloseEvent ? new Error(error.reason) : error),
      complete: () => sink.complete(),
    });
    return { unsubscribe };
  },
});

/** Something may have been missed: ask for everything that is shown. */
export function askAnew(): void {
  epoch.set(epoch.get() + 1);
}

/** Call again now instead of waiting for the pause to end. */
export function retryNow(): void {
  hurry();
}

/** Hang up, as somebody else will be on the line. */
export function hangUp(): void {
  const old = socket;
  socket = undefined;
  void old?.dispose();
  move("connecting");
}

/** Begin a conversation of its own, for who signed in again. */
export function callAgain(): void {
  hangUp();
  call.set(call.get() + 1);
}

/** A call after a break goes on behind the last notice that was heard. */
export function keepPlace(variables: Record<string, unknown>, data: unknown): void {
  const [notice] = Object.values((data ?? {}) as Record<string, { cursor?: unknown } | null>);
  if (typeof notice?.cursor === "string") variables["after"] = notice.cursor;
}

function connect(): Socket {
  let deadline: ReturnType<typeof setTimeout>;
  const isOurs = (): boolean => client === socket; // an old one may still have a last word
  const client = createClient({
    url: new URL("/graphql", location.href.replace(/^http/, "ws")).href,
    connectionParams: () => {
      const token = authorization();
      return token ? { authorization: token } : {};
    },
    retryAttempts: Infinity,
    // A refused identity stays refused; everything else (restart, sleep, proxy) may pass.
    shouldRetry: (reason) => !(reason instanceof CloseEvent && FINAL.includes(reason.code)),
    retryWait: (retries) => pause(Math.min(15, 2 ** retries) * (0.5 + Math.random() / 2)),
    keepAlive: PING_MS,
    lazyCloseTimeout: IDLE_MS,
    on: {
      connected: (_socket, greeting, again) => {
        if (!isOurs()) return;
        if (typeof greeting?.["build"] === "string") build.set(greeting["build"]);
        if (again) askAnew();
        move("on", "", again);
      },
      closed: (event) => {
        clearTimeout(deadline);
        if (isOurs()) closed(event instanceof CloseEvent ? event : undefined);
      },
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

function closed(event: CloseEvent | undefined): void {
  const code = event?.code ?? 0;
  if (code === SIGN_IN) signedOut.set(true);
  if (FINAL.includes(code)) {
    move("ended", event?.reason);
    askAnew(); // who was signed out elsewhere is told by the answer
  } else if (code !== HUNG_UP) move("lost");
}

function move(state: Live["state"], why = "", again = false): void {
  if (live.get().state !== state) live.set({ state, since: Date.now(), why, again });
}

/** Waits, unless somebody or the network's return ends the wait. */
function pause(seconds: number): Promise<void> {
  return new Promise((wake) => {
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", done, { once: true });
    hurry = done;
    function done(): void {
      clearTimeout(timer);
      removeEventListener("online", done);
      wake();
    }
  });
}

// The browser knows of a cut before any ping is missed.
addEventListener("offline", () => socket?.terminate());
