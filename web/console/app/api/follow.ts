import type { Client, CombinedError } from "urql";
import { onEnd, pipe, subscribe } from "wonka";

import { signedOut } from "./identity";
import { askAnew } from "./live";
import { announce } from "./notices";
import { NoticeCursorDocument, NoticesDocument, type NoticesSubscription } from "./notices.operations";

const LONGEST_S = 60;

/** What is behind the last notice that was heard. */
export interface Place {
  current: string;
}

/**
 * Hears of everything that concerns the viewer, from a place on, until the answer is called. A
 * stream that ends begins anew: where the server no longer has what came next, at once, from
 * where things stand now, and everything shown is asked for.
 */
export function follow(api: Client, place: Place): () => void {
  let over = false;
  let failures = 0;
  let stop = nothing;
  let timer: ReturnType<typeof setTimeout>;

  function listen(): void {
    let ended = false;
    const again = (error?: CombinedError): void => {
      if (ended || over) return;
      ended = true;
      stop();
      timer = setTimeout(() => void begin(), isTooOld(error) ? 0 : wait(failures++) * 1000);
    };
    const listening = pipe(
      api.subscription(NoticesDocument, { after: place.current }),
      onEnd(again),
      subscribe(({ data, error }) => (error ? again(error) : hear(data))),
    );
    stop = () => listening.unsubscribe();
  }

  function hear(data: NoticesSubscription | undefined): void {
    if (!data) return;
    failures = 0;
    place.current = data.viewerNotices.cursor;
    announce(data.viewerNotices);
  }

  async function begin(): Promise<void> {
    const { data } = await api.query(NoticeCursorDocument, {}, { requestPolicy: "network-only" });
    if (over || signedOut.get()) return;
    if (!data?.viewer) {
      timer = setTimeout(() => void begin(), wait(failures++) * 1000);
      return;
    }
    place.current = data.viewer.noticeCursor;
    askAnew();
    listen();
  }

  listen();
  return () => {
    over = true;
    clearTimeout(timer);
    stop();
  };
}

function nothing(): void {}

function wait(failures: number): number {
  return Math.min(LONGEST_S, 2 ** failures);
}

/** The server no longer has what came behind the cursor. */
function isTooOld(error: CombinedError | undefined): boolean {
  return error?.graphQLErrors.some((e) => e.extensions["code"] === "RESYNC_REQUIRED") ?? false;
}
