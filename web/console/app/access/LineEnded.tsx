import { Label } from "@patternfly/react-core";
import { Link } from "wouter";

import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import type { Line, LineEnd } from "./run";
import { useAccessWords } from "./useAccessWords";

type Asked = Extract<LineEnd, { status: unknown }>;

/** What came of a key: added, refused and why, or sent to people. */
export function LineEnded({ of: { key, end }, isSending }: { of: Line; isSending: boolean }) {
  const { adding: words } = useAccessWords();
  const textOf = useProblemText();
  if (!end) return <span className="quiet">{isSending ? words.sending : words.waiting}</span>;
  const asked = "status" in end;
  return (
    <>
      {asked ? <Asked of={end} /> : <><Label status="danger">{words.refused}</Label> {textOf(end)}</>}{" "}
      {end.request && (
        <Link href={`/requests/${end.request}`} aria-label={words.viewOf(key)}>{words.view}</Link>
      )}
    </>
  );
}

function Asked({ of: { status, deciders, explanation } }: { of: Asked }) {
  const { adding: words } = useAccessWords();
  const common = useCommon();
  const to = deciders === "SUPPORT" || deciders === "CONTRACT_ADMINISTRATORS" ? words.sentTo[deciders] : words.sent;
  if (status === "APPROVED") return <><Label status="success">{words.added}</Label> {explanation}</>;
  if (status === "PENDING") return <><Label status="info">{to}</Label> {explanation}</>;
  if (status === "DECLINED") return <><Label status="danger">{words.refused}</Label> {explanation}</>;
  return <Label status="warning">{common.status[status]}</Label>;
}
