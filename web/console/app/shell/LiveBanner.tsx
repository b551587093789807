import { Banner, Button } from "@patternfly/react-core";
import { useEffect } from "react";

import { callAgain, live, retryNow } from "../api/live";
import { reachable } from "../api/reachable";
import { useShared } from "../api/state";
import { say } from "../kit/say";
import { useElapsed } from "../kit/useElapsed";
import { useShellWords } from "./useShellWords";

const GRACE_MS = 2_000;
const LONG_MS = 30_000;

/** That what is on the screen may be old, and since when one knows. */
export function LiveBanner() {
  const { state, since, why } = useShared(live);
  // A break that mends itself at once is nobody's concern.
  if (state === "lost") return <Lost key={since} since={since} />;
  return state === "ended" ? <Ended why={why} /> : null;
}

function Lost({ since }: { since: number }) {
  const words = useShellWords();
  const answers = useShared(reachable);
  const isShown = useElapsed(since, GRACE_MS);
  const isLong = useElapsed(since, LONG_MS);
  const text = answers ? words.slowUpdates : words.paused;
  useEffect(() => {
    if (isShown) say(text);
  }, [isShown, text]);
  if (!isShown) return null;
  return (
    <Banner status={answers ? "info" : "warning"} isSticky className="bar">
      {text}
      {isLong && !answers && (
        <Button variant="link" isInline onClick={retryNow}>{words.retryNow}</Button>
      )}
    </Banner>
  );
}

function Ended({ why }: { why: string }) {
  const words = useShellWords();
  const text = words.ended(why);
  useEffect(() => say(text), [text]);
  return (
    <Banner status="warning" isSticky className="bar">
      {text}
      <Button variant="link" isInline onClick={callAgain}>{words.reconnect}</Button>
    </Banner>
  );
}
