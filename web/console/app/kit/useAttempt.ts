import { useState } from "react";
import type { AnyVariables, TypedDocumentNode } from "urql";

import { useAct } from "../api/useAct";

type Act<Data, Variables extends AnyVariables> = ReturnType<typeof useAct<Data, Variables>>[0];
type Ended<Data, Variables extends AnyVariables> = Awaited<ReturnType<Act<Data, Variables>>>;

interface Attempt<Data, Variables extends AnyVariables> {
  /** Try; answers what was done, or nothing where it was refused or failed, or still runs. */
  attempt: (...input: Parameters<Act<Data, Variables>>) => Promise<Ended<Data, Variables>["done"]>;
  busy: boolean;
  /** How it ended the last time: to be told where it was tried. */
  outcome: Ended<Data, Variables> | undefined;
  /** Forget how it ended. */
  clear: () => void;
}

/** An act that keeps how it ended, so that a refusal can be told beside its button. */
export function useAttempt<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): Attempt<Data, Variables> {
  const [act, busy] = useAct<Data, Variables>(document);
  const [outcome, setOutcome] = useState<Ended<Data, Variables>>();
  return {
    attempt: async (...input) => {
      if (busy) return undefined;
      const ended = await act(...input);
      setOutcome(ended);
      return ended.done;
    },
    busy,
    outcome,
    clear: () => setOutcome(undefined),
  };
}
