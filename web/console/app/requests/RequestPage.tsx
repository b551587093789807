import { Redirect } from "wouter";

import { useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { useFrame } from "../shell/useFrame";
import { OneRequestDocument, type OneRequestQuery, type RequestDetailsFragment } from "./request.operations";
import { RequestView } from "./RequestView";
import { useRequestWords } from "./useRequestWords";

/** One request as its sender sees it, of whatever kind; it changes by itself. */
export function RequestPage({ params }: { params: Record<string, string> }) {
  const words = useRequestWords();
  const { viewer } = useFrame();
  const { answer, request } = useRequest(params["id"] ?? "");
  if (request?.__typename === "AccessRequest" && request.requester.id !== viewer.user.id)
    return <Redirect to={`/accounts/${request.account.id}/requests/${request.id}`} replace />;
  if (request) return <RequestView request={request} />;
  return (
    <Page title={words.title}>
      <Loaded answer={answer} part={requestOf}>{() => null}</Loaded>
    </Page>
  );
}

/** A request with all that its page shows, asked for anew whenever something happens to it. */
export function useRequest(id: string) {
  const answer = useAnswer(OneRequestDocument, { id }, { outdatedBy: ({ about }) => about?.id === id });
  return { answer, request: answer.data && requestOf(answer.data) };
}

export function requestOf({ node }: OneRequestQuery): RequestDetailsFragment | null {
  return node && "accessType" in node ? node : null;
}
