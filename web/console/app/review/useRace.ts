import { useState } from "react";

import type { ErrorCode, RequestStatus } from "../api/types";
import type { Outcome } from "../api/useAct";
import { useFrame } from "../shell/useFrame";

/** What a decision screen must know of the thing that several people may decide. */
export interface Contested {
  status: RequestStatus;
  actedBy: { id: string } | null;
  viewerCanDecide: { allowed: boolean; code: ErrorCode | null };
}

/**
 * Where a decision stands for who looks at it:
 * - `open`: to be decided;
 * - `barred`: it waits, but not for the viewer, and did not when the screen was opened;
 * - `past`: it was over when the screen was opened;
 * - `done`: the viewer has just decided it here;
 * - `overtaken`: it ended under the viewer's eyes, by whomever or whatever else;
 * - `lost`: the viewer may no longer decide it.
 */
export type Phase = "open" | "barred" | "past" | "done" | "overtaken" | "lost";

export interface Race {
  phase: Phase;
  /** Do the viewer's own act, so that its success is told from a colleague's. */
  run: <Result>(act: () => Promise<Outcome<Result>>) => Promise<Outcome<Result>>;
}

type Own = "none" | "sent" | "done" | "refused";

interface Options {
  /** Whether there is nothing left to decide here; for a kind that goes on after the decision. */
  settled?: boolean;
  /** Whether it vanished from the viewer's sight while it was open. */
  gone?: boolean;
}

/**
 * Follows a thing that somebody else may decide at any moment. It does not matter whether the
 * notice comes first or the refusal of one's own act: both change the same thing in the cache.
 */
export function useRace(thing: Contested, { settled = thing.status !== "PENDING", gone = false }: Options = {}): Race {
  const { viewer } = useFrame();
  const [wasSettled, setWasSettled] = useState(settled);
  const [before, setBefore] = useState(settled);
  const [wasAllowed, setWasAllowed] = useState(thing.viewerCanDecide.allowed);
  const [own, setOwn] = useState<Own>("none");
  // A role that comes while the screen is open opens the decision.
  if (!wasAllowed && thing.viewerCanDecide.allowed) setWasAllowed(true);
  if (before !== settled) {
    setBefore(settled);
    if (!settled) reopen();
  }

  const run: Race["run"] = async (act) => {
    setOwn("sent");
    const outcome = await act();
    setOwn(outcome.done ? "done" : isForbidden(outcome.problem) ? "refused" : "none");
    return outcome;
  };

  const isOwn = own === "done" || (own === "sent" && thing.actedBy?.id === viewer.user.id);
  const lost = gone || own === "refused" || !thing.viewerCanDecide.allowed;
  return { phase: phaseOf(), run };

  /** It is to be decided again: what was before counts no more. */
  function reopen(): void {
    setOwn("none");
    setWasSettled(false);
  }

  function phaseOf(): Phase {
    if (settled && wasSettled) return "past";
    if (settled) return isOwn ? "done" : "overtaken";
    if (!lost) return "open";
    return wasAllowed ? "lost" : "barred";
  }
}

function isForbidden(problem: unknown): boolean {
  const code = (problem as { code?: string } | undefined)?.code;
  return code === "FORBIDDEN" || code === "NOT_FOUND";
}
