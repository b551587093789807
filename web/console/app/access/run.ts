import type { Outcome } from "../api/useAct";
import type { AccessLevel, Deciders, KeyKind, RequestStatus } from "../api/types";
import type { AddSupportAccessMutation } from "./add.operations";

/** How a line ended. */
export type LineEnd =
  | { request: string; status: RequestStatus; deciders: Deciders; explanation: string }
  | { code: string; message: string; request?: string };

/** A key on its way; `repeat` is the same however often it is sent. */
export interface Line {
  key: string;
  repeat: string;
  end: LineEnd | null;
}

/** Keys that are sent one after the other, each as a request of its own. */
export interface Run {
  keyKind: KeyKind;
  level: AccessLevel;
  reason: string;
  lines: Line[];
}

type Answer = Outcome<AddSupportAccessMutation["requestSupportAccess"]>;

/** Refusals that are not about the one key: what is left would be refused as well. */
const STOPS = ["RATE_LIMITED", "PROFILE_INCOMPLETE", "REASON_TOO_LONG"];

export function newRun(run: Omit<Run, "lines">, keys: string[]): Run {
  return { ...run, lines: keys.map((key) => ({ key, repeat: crypto.randomUUID(), end: null })) };
}

/** How a line ended; null where the answer ends the run instead. */
export function endOf({ done, problem }: Answer): LineEnd | null {
  if (done) {
    const { id, status, deciders, explanation, decisionReason } = done;
    return { request: id, status, deciders, explanation: decisionReason || explanation };
  }
  if (!problem || STOPS.includes(problem.code)) return null;
  const { code, message } = problem;
  return problem.__typename === "DuplicatePending" ? { code, message, request: problem.request.id } : { code, message };
}

/** The run with one line ended. */
export function ended(run: Run, key: string, end: LineEnd): Run {
  return { ...run, lines: run.lines.map((line) => (line.key === key ? { ...line, end } : line)) };
}

/** The run with what became of a request since. */
export function moved(run: Run, request: string, status: RequestStatus): Run {
  const lines = run.lines.map((line) =>
    line.end && "status" in line.end && line.end.request === request ? { ...line, end: { ...line.end, status } } : line,
  );
  return { ...run, lines };
}
