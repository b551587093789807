import { Alert } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { Link } from "wouter";

import { When } from "../kit/When";
import { Granted } from "./Granted";
import { Handling } from "./Handling";
import type { RequestDetailsFragment } from "./request.operations";
import { useActor } from "./useActor";
import { useRequestWords } from "./useRequestWords";

/** What became of a request, or who is at it: announced when it changes. */
export function Outcome({ of }: { of: RequestDetailsFragment }) {
  return <div aria-live="polite">{of.status === "PENDING" ? <Handling of={of} /> : <Ended of={of} />}</div>;
}

const LOOKS = { APPROVED: "success", DECLINED: "danger", EXPIRED: "warning", CANCELLED: "info" } as const;

function Ended({ of }: { of: RequestDetailsFragment }) {
  const words = useRequestWords().outcome;
  const title = useTitle(of);
  if (of.status === "PENDING") return null;
  return (
    <Alert isInline component="h2" variant={LOOKS[of.status]} title={title} actionLinks={<Next of={of} />}>
      {of.actedAt && <p><When at={of.actedAt} /></p>}
      {of.status === "APPROVED" && <Granted of={of} />}
      {of.status === "DECLINED" && <Reason text={of.decisionReason || explanationOf(of) || words.noReason} />}
    </Alert>
  );
}

function useTitle(of: RequestDetailsFragment): string {
  const { outcome } = useRequestWords();
  const actor = useActor(of);
  if (of.status === "APPROVED" || of.status === "DECLINED") return outcome[of.status](actor);
  if (of.status === "EXPIRED") return outcome.EXPIRED;
  const cause = "endCause" in of ? of.endCause : null;
  return cause ? outcome.ended[cause] : outcome.endedOtherwise;
}

function Reason({ text }: { text: string }): ReactNode {
  return <p className="kept-lines">{text}</p>;
}

function explanationOf(of: RequestDetailsFragment): string {
  return of.__typename === "SupportAccessRequest" ? of.explanation : "";
}

/** Where to go on from here. */
function Next({ of }: { of: RequestDetailsFragment }) {
  const { outcome } = useRequestWords();
  if (of.status === "APPROVED") return <Link href="/access">{outcome.toAccess}</Link>;
  const again = againAt(of);
  return again && <Link href={again}>{outcome.askAgain}</Link>;
}

function againAt(of: RequestDetailsFragment): string | null {
  if (of.__typename === "AccessRequest")
    return `/request-access?domain=${encodeURIComponent(of.account.domainIdentifier)}`;
  return of.__typename === "SupportAccessRequest" ? "/access/add" : null;
}
