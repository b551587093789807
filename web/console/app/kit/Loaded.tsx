import { EmptyState, EmptyStateBody, EmptyStateFooter, Skeleton } from "@patternfly/react-core";
import { type ReactNode } from "react";
import { Link } from "wouter";

import type { Answer } from "../api/useAnswer";
import { useCommon } from "../words";
import { Fault } from "./Fault";
import { useUnhurried } from "./useUnhurried";

interface Props<Data, Part> {
  answer: Answer<Data>;
  /** The part that the screen shows; null where it is not there or not the viewer's to see. */
  part: (data: Data) => Part | null | undefined;
  /** How many lines stand for what is awaited. */
  lines?: number;
  /** Shown instead of "not found". */
  missing?: ReactNode;
  children: (part: Part) => ReactNode;
}

/** What a query answers, or that it is awaited, has failed, or is not to be seen. */
export function Loaded<Data, Part>({ answer, part, lines = 5, missing, children }: Props<Data, Part>) {
  const found = answer.data === undefined ? undefined : part(answer.data);
  const isShown = useUnhurried(found !== null && found !== undefined);
  if (answer.data !== undefined) {
    if (found !== null && found !== undefined) return isShown ? <>{children(found)}</> : <Awaited lines={lines} />;
    if (!answer.error && !answer.refreshing) return <>{missing ?? <Missing />}</>;
  }
  if (answer.error) return <Fault error={answer.error} again={answer.refresh} />;
  return <Awaited lines={lines} />;
}

/** Grey lines where something will stand. */
export function Awaited({ lines }: { lines: number }) {
  const { loading } = useCommon();
  return (
    <div aria-busy="true">
      {Array.from({ length: lines }, (_, n) => (
        <div key={n} className="awaited">
          <Skeleton {...(n === 0 ? { screenreaderText: loading } : {})} width={`${90 - n * 9}%`} />
        </div>
      ))}
    </div>
  );
}

/** That something is not there, or not the viewer's to see: both read the same. */
export function Missing({ level = "h2" }: { level?: "h1" | "h2" }) {
  const { missing } = useCommon();
  return (
    <EmptyState titleText={missing.title} headingLevel={level}>
      <EmptyStateBody>{missing.body}</EmptyStateBody>
      <EmptyStateFooter>
        <Link href="/">{missing.home}</Link>
      </EmptyStateFooter>
    </EmptyState>
  );
}
