import { Alert, Content } from "@patternfly/react-core";

import type { Phase } from "../review/useRace";
import { useReviewWords } from "../review/useReviewWords";
import { useWhen } from "../review/Verdict";
import { useFrame } from "../shell/useFrame";
import type { Case } from "./CasePage";
import { actorOf } from "./useDeskRace";
import { useDeskWords } from "./useDeskWords";

interface Props {
  of: Case;
  phase: Phase;
}

/** What became of a review: who did what, and when. */
export function Outcome({ of: reviewed, phase }: Props) {
  const { outcome: words } = useDeskWords();
  const { noReason, reasonOf } = useReviewWords();
  const title = useTitle(reviewed);
  const { stage, company, decisionReason, review } = reviewed;
  const isRejected = stage === "REJECTED" || stage === "DENIED";
  if (phase === "lost")
    return <Alert isInline variant="warning" component="h3" title={<Heading text={words.lost} />}>{words.lostBody}</Alert>;
  return (
    <Alert isInline variant={isRejected ? "warning" : LOOKS[stage] ?? "info"} component="h3" title={<Heading text={title} />}>
      {stage === "INFORMATION_REQUESTED" && (
        <>
          <blockquote className="kept-lines">{review.question}</blockquote>
          <Content component="p">{words.reads}</Content>
        </>
      )}
      {!isRejected && stage !== "INFORMATION_REQUESTED" && company && <p>{words.for(company.name)}</p>}
      {isRejected && <p>{decisionReason ? reasonOf(actorOf(reviewed)?.fullName ?? "") : noReason}</p>}
      {isRejected && decisionReason && <blockquote className="kept-lines">{decisionReason}</blockquote>}
    </Alert>
  );
}

/** What the focus goes to. */
function Heading({ text }: { text: string }) {
  return <span tabIndex={-1}>{text}</span>;
}

function useTitle(reviewed: Case): string {
  const { outcome: words } = useDeskWords();
  const { viewer } = useFrame();
  const { stage, profile, review, actedAt, lastActivityAt } = reviewed;
  const asked = stage === "INFORMATION_REQUESTED";
  const when = useWhen()((asked ? review.askedAt : actedAt) ?? lastActivityAt);
  const actor = actorOf(reviewed);
  const mine = actor?.id === viewer.user.id;
  if (!actor) return words.ended(when);
  const by = actor.fullName;
  switch (stage) {
    case "INFORMATION_REQUESTED":
      return mine ? words.youAsked(profile.fullName, when) : words.asked(by, profile.fullName, when);
    case "FORWARDED_TO_DA":
      return mine ? words.youForwarded(when) : words.forwarded(by, when);
    case "SYNCING":
    case "ACTIVE":
      return mine ? words.youCompleted(when) : words.completed(by, when);
    case "REJECTED":
      return mine ? words.youRejected(when) : words.rejected(by, when);
    case "DENIED":
      return mine ? words.youDenied(when) : words.denied(by, when);
    default:
      return words.ended(when);
  }
}

const LOOKS: Partial<Record<Case["stage"], "success">> = { SYNCING: "success", ACTIVE: "success" };
