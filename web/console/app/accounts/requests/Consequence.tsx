import { useFrame } from "../../shell/useFrame";
import { useFormat } from "../../words";
import { missingOf } from "../grant";
import { useGrantWords } from "../useGrantWords";
import type { Draft } from "./decision";
import type { ReviewedRequestFragment } from "./review.operations";
import { useDecisionWords } from "./useDecisionWords";

/** What will happen when the button is pressed, in a sentence; nothing while that is not clear. */
export function Consequence({ of: draft, request }: { of: Draft; request: ReviewedRequestFragment }) {
  const words = useDecisionWords();
  const format = useFormat();
  const { viewer } = useFrame();
  const grantOf = useGrantWords();
  const { fullName } = request.requester;
  const { answer, grant, replace, endsOn } = draft;
  if (!answer || (answer === "approve" && missingOf(grant))) return null;
  const others = (request.account.administratorsOfAll?.nodes ?? [])
    .filter(({ user }) => user.id !== viewer.user.id)
    .map(({ user }) => user.fullName);
  return (
    <p>
      {answer === "decline" && words.willDecline(fullName)}
      {answer === "approve" && grant.role && (
        <>
          {words.willHave(fullName, grantOf(grant.role, grant.scope === "parts" ? grant.parts : []))}
          {replace && words.willReplace}
          {endsOn && words.willEnd(format.date(endsOn))}
        </>
      )}
      {words.willMail(fullName)}
      {others.length ? words.willTell(format.list(others), others.length) : words.fullStop}
    </p>
  );
}
