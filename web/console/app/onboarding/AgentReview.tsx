import { Alert, Card, CardBody, CardTitle, Content, Stack, StackItem } from "@patternfly/react-core";

import { useNow } from "../kit/When";
import { useFormat } from "../words";
import { AnswerForm } from "./AnswerForm";
import { StartAgain } from "./StartAgain";
import { type Here, Step } from "./Step";
import { SupportLink } from "./SupportLink";
import { Thread } from "./Thread";
import { useLeft } from "./useLeft";
import { useOnboardingWords } from "./useOnboardingWords";

/** A support agent looks at the registration, and may ask; or has rejected it. */
export function AgentReview() {
  const { review } = useOnboardingWords();
  return (
    <Step at="review" title={(here) => titleOf(here, review)} lead={(here) => (here.registration.stage === "MANUAL_REVIEW" ? review.lead : "")}>
      {(here) => (
        <Stack hasGutter>
          <StackItem aria-live="polite">
            {here.registration.stage === "REJECTED" && <Rejected of={here} />}
            {here.registration.stage === "MANUAL_REVIEW" && <Clock of={here} />}
          </StackItem>
          <StackItem><Thread of={here} /></StackItem>
          {here.registration.stage === "INFORMATION_REQUESTED" && <StackItem><AnswerForm of={here} /></StackItem>}
        </Stack>
      )}
    </Step>
  );
}

function titleOf(here: Here | undefined, words: { title: string; asked: string; rejectedTitle: string }): string {
  const stage = here?.registration.stage;
  if (stage === "INFORMATION_REQUESTED") return words.asked;
  return stage === "REJECTED" ? words.rejectedTitle : words.title;
}

/** How much of the review's time is left. */
function Clock({ of: { registration, supportUrl } }: { of: Here }) {
  const { review } = useOnboardingWords();
  const format = useFormat();
  const left = useLeft();
  const now = useNow();
  const due = registration.reviewDueAt;
  if (!due) return null;
  const seconds = Math.floor((new Date(due).getTime() - now) / 1000);
  const isLate = seconds <= 0;
  return (
    <Card>
      <CardTitle component="h2">{isLate ? review.late : review.left(left(seconds))}</CardTitle>
      <CardBody>
        <Content component="p">{isLate ? review.lateBody : review.until(format.moment(due))}</Content>
        {isLate && <SupportLink to={supportUrl}>{review.support}</SupportLink>}
      </CardBody>
    </Card>
  );
}

function Rejected({ of: here }: { of: Here }) {
  const { review, waiting } = useOnboardingWords();
  const format = useFormat();
  const { actedAt, decisionReason } = here.registration;
  return (
    <Card>
      <CardBody>
        <Alert isInline variant="warning" component="h2" title={review.rejected(actedAt ? format.moment(actedAt) : "…")}>
          <Content component="p">{waiting.reason}</Content>
          <blockquote className="kept-lines">{decisionReason}</blockquote>
        </Alert>
      </CardBody>
      <CardBody><StartAgain of={here}>{waiting.again}</StartAgain></CardBody>
      <CardBody><SupportLink to={here.supportUrl}>{review.support}</SupportLink></CardBody>
    </Card>
  );
}
