import { Alert, Content } from "@patternfly/react-core";
import { type ReactNode, useLayoutEffect, useRef } from "react";

import type { EndCause, RequestStatus } from "../api/types";
import { When } from "../kit/When";
import { useFrame } from "../shell/useFrame";
import { useFormat } from "../words";
import type { Phase } from "./useRace";
import { useReviewWords } from "./useReviewWords";

export interface Decided {
  status: RequestStatus;
  requester: { fullName: string };
  actedBy: { id: string; fullName: string } | null;
  actedAt: string | null;
  decisionReason: string;
  lastActivityAt: string;
  /** The rule that decided, where none of the people did. */
  actedByRule?: string | null;
  endCause?: EndCause | null;
}

interface Props {
  of: Decided;
  phase: Phase;
  /** Where the viewer decides: the account, the contract, the company. */
  place: string;
  /** What was given: "Account user, whole account". */
  given?: ReactNode;
  /** The same in other words, for a kind that ends otherwise; with what takes the focus. */
  told?: ReactNode;
}

/**
 * How a request ended: told at once where it ends under the reader's eyes. The reader's focus
 * stays where it is, unless what had it vanished: then it comes here.
 */
export function Verdict({ of: decided, phase, place, given, told: own }: Props) {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (phase !== "open" && phase !== "past" && phase !== "barred" && document.activeElement === document.body)
      root.current?.querySelector<HTMLElement>("[tabindex]")?.focus();
  }, [phase]);
  const sudden = phase === "overtaken" || phase === "lost";
  const usual = phase === "lost" ? <Lost place={place} /> : <Ended of={decided} phase={phase} given={given} />;
  const told = own ?? usual;
  return (
    <div ref={root} className="verdict">
      {/* Always there, so that what comes into it is read out. */}
      <div role="alert">{sudden && told}</div>
      {(phase === "past" || phase === "done") && told}
    </div>
  );
}

function Ended({ of: decided, phase, given }: Pick<Props, "of" | "phase" | "given">) {
  const words = useReviewWords();
  const { viewer } = useFrame();
  const elsewhere = phase === "overtaken" && decided.actedBy?.id === viewer.user.id;
  const at = decided.actedAt ?? decided.lastActivityAt;
  return (
    <Alert isInline variant={LOOKS[decided.status]} component="h3" title={<Heading>{useTitle(decided, at)}</Heading>}>
      <Content component="p">
        (<When at={at} />)
        {given && decided.status === "APPROVED" && <>: {given}</>}.{" "}
        {elsewhere && words.elsewhere} {decided.endCause && words.causes[decided.endCause]}{" "}
        {phase === "overtaken" && words.nothingNeeded}
      </Content>
      {decided.status === "DECLINED" && <Reason of={decided} />}
    </Alert>
  );
}

function Reason({ of: { decisionReason, actedBy, actedByRule } }: { of: Decided }) {
  const words = useReviewWords();
  if (!decisionReason) return <Content component="p">{words.noReason}</Content>;
  return (
    <>
      <Content component="p">{words.reasonOf(actedBy?.fullName ?? words.rule(actedByRule ?? ""))}</Content>
      <blockquote className="kept-lines">{decisionReason}</blockquote>
    </>
  );
}

function Lost({ place }: { place: string }) {
  const words = useReviewWords();
  return (
    <Alert isInline variant="warning" component="h3" title={<Heading>{words.lost(place)}</Heading>}>
      <p>{words.lostBody}</p>
    </Alert>
  );
}

/** What the focus goes to. */
function Heading({ children }: { children: ReactNode }) {
  return <span tabIndex={-1}>{children}</span>;
}

function useTitle({ status, actedBy, actedByRule, endCause, requester }: Decided, at: string): string {
  const words = useReviewWords();
  const { viewer } = useFrame();
  const when = useWhen()(at);
  if (status === "CANCELLED" && endCause && endCause !== "WITHDRAWN") return words.closed(when);
  if (status === "EXPIRED") return words.expired(when);
  if (status === "CANCELLED") return words.acted[status](requester.fullName, when);
  if (actedByRule) return words.acted[status](words.rule(actedByRule), when);
  if (!actedBy) return words.closed(when);
  return actedBy.id === viewer.user.id ? words.youActed[status](when) : words.acted[status](actedBy.fullName, when);
}

/** To the second today, with the day before that. */
export function useWhen(): (at: string) => string {
  const words = useReviewWords();
  const format = useFormat();
  return (at) =>
    new Date(at).toDateString() === new Date().toDateString() ? words.atTime(format.time(at)) : words.onDay(format.moment(at));
}

const LOOKS = { PENDING: "info", APPROVED: "success", DECLINED: "warning", CANCELLED: "info", EXPIRED: "info" } as const;
