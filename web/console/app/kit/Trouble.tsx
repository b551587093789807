import { Alert } from "@patternfly/react-core";
import { useEffect, useRef } from "react";
import type { CombinedError } from "urql";

import type { Problem } from "../api/useAct";
import { useProblemText } from "../words/useProblemText";
import { Fault } from "./Fault";

interface Props {
  /** How an act ended. */
  of: { problem?: Problem | undefined; fault?: CombinedError | undefined } | null | undefined;
  /** Input fields that tell their problems themselves. */
  fields?: string[];
}

/** Why an act was refused, or that it failed; focused as it comes, as it stands where one acted. */
export function Trouble({ of: outcome, fields = [] }: Props) {
  const textOf = useProblemText();
  const place = useRef<HTMLDivElement>(null);
  const { problem, fault } = outcome ?? {};
  const shown = fault ?? (problem && !fields.includes(problem.field?.[0] ?? "") ? problem : undefined);
  useEffect(() => {
    if (shown) place.current?.focus();
  }, [shown]);
  if (!shown) return null;
  return (
    <div ref={place} tabIndex={-1} role="alert">
      {fault && <Fault error={fault} act />}
      {problem && <Alert isInline variant="warning" component="p" title={textOf(problem)} />}
    </div>
  );
}
