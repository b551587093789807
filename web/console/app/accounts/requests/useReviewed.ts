import { type Answer, useAnswer } from "../../api/useAnswer";
import { useLast } from "../../review/useLast";
import { ReviewDocument, type ReviewQuery, type ReviewedRequestFragment } from "./review.operations";

interface Reviewed {
  answer: Answer<ReviewQuery>;
  /** What was last seen of it. */
  request: ReviewedRequestFragment | undefined;
  /** Whether it has vanished from the viewer's sight. */
  gone: boolean;
}

/** A request to enter an account, as who decides it sees it. */
export function useReviewed(id: string, accountId: string): Reviewed {
  const answer = useAnswer(ReviewDocument, { id }, {
    outdatedBy: ({ account, kind }) => account?.id === accountId || kind.startsWith("ROLE_"),
  });
  const request = useLast(answer.data?.accessRequest);
  return { answer, request, gone: request !== undefined && answer.data?.accessRequest === null };
}
