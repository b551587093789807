import { useEffect, useRef, useState } from "react";

import { useNotices } from "../api/notices";
import { type Outcome, useAct } from "../api/useAct";
import { useDraft } from "../kit/useDraft";
import { AddSupportAccessDocument, type AddSupportAccessMutation } from "./add.operations";
import { type Run, ended, endOf, moved } from "./run";

type Halt = Outcome<AddSupportAccessMutation["requestSupportAccess"]>;

export interface Adding {
  run: Run | null;
  /** Why it stopped before the last line. */
  halt: Halt | null;
  /** The key that is being sent. */
  sending: string | null;
  /** Send what is left. */
  go: (run: Run) => Promise<void>;
  forget: () => void;
}

/** Sends keys one after the other; what was interrupted goes on where it stopped, also after a reload. */
export function useAdding(user: string): Adding {
  const [run, store] = useDraft<Run | null>(`access.run.${user}`, null);
  const latest = useRef(run); // an answer and the notice of it may come before the next rendering
  const [halt, setHalt] = useState<Halt | null>(null);
  const [sending, setSending] = useState<string | null>(null);
  const [act] = useAct(AddSupportAccessDocument);
  const here = useHere();

  function keep(next: Run | null): void {
    latest.current = next;
    store(next);
  }

  useNotices(({ about }) => {
    if (latest.current && about?.__typename === "SupportAccessRequest")
      keep(moved(latest.current, about.id, about.status));
  });

  async function go(started: Run): Promise<void> {
    const { keyKind, level, reason } = started;
    keep(started);
    setHalt(null);
    for (const { key, repeat, end } of started.lines) {
      if (end) continue;
      setSending(key);
      const outcome = await act({ keyKind, key, level, reason }, repeat);
      const told = endOf(outcome);
      if (!told) setHalt(outcome);
      else keep(ended(latest.current ?? started, key, told));
      if (!told || !here.current) break;
    }
    setSending(null);
  }

  return { run, halt, sending, go, forget: () => keep(null) };
}

/** Whether the screen is still there. */
function useHere() {
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return here;
}
