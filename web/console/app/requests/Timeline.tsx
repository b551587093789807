import { ProgressStep, ProgressStepper, type ProgressStepProps } from "@patternfly/react-core";
import { useId } from "react";

import { When } from "../kit/When";
import type { RequestTimelineFragment } from "./timeline.operations";
import { useEventText } from "./useEventText";
import { useRequestWords } from "./useRequestWords";

type Event = RequestTimelineFragment["timeline"][number];

interface Props {
  of: Event[];
  /** Whose turn it is; nobody's once it has ended. */
  waitsFor?: string | undefined;
}

/** What happened to a request, from its sending on: who did what, when, and in which words. */
export function Timeline({ of, waitsFor }: Props) {
  const words = useRequestWords();
  const id = useId();
  return (
    <ProgressStepper isVertical aria-label={words.timeline}>
      {of.map((event, n) => (
        <Happened key={`${event.at} ${n}`} id={`${id}${n}`} event={event} isCurrent={!waitsFor && n === of.length - 1} />
      ))}
      {waitsFor && (
        <ProgressStep isCurrent variant="pending" id={`${id}next`} titleId={`${id}next-title`}>
          {words.waitsFor(waitsFor)}
        </ProgressStep>
      )}
    </ProgressStepper>
  );
}

function Happened({ id, event, isCurrent }: { id: string; event: Event; isCurrent: boolean }) {
  const textOf = useEventText();
  return (
    <ProgressStep
      id={id}
      titleId={`${id}-title`}
      variant={lookOf(event)}
      isCurrent={isCurrent}
      description={
        <>
          <When at={event.at} exact />
          {event.reason && <q className="kept-lines said">{event.reason}</q>}
        </>
      }
    >
      {textOf(event)}
    </ProgressStep>
  );
}

function lookOf({ kind, outcome }: Event): NonNullable<ProgressStepProps["variant"]> {
  if (outcome === "APPROVED" || kind === "READY") return "success";
  if (outcome === "DECLINED" || kind === "REVOKED") return "danger";
  if (outcome === "EXPIRED" || kind === "ESCALATED" || kind === "QUESTION_ASKED") return "warning";
  return outcome ? "default" : "info";
}
