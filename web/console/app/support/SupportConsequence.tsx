import { useCommon } from "../words";
import type { ReviewedSupportFragment } from "./decide.operations";
import type { Draft } from "./useSupportDecision";
import { useSupportWords } from "./useSupportWords";

/** What will happen when the button is pressed; nothing while that is not clear. */
export function SupportConsequence({ of: { answer, level }, request }: { of: Draft; request: ReviewedSupportFragment }) {
  const words = useSupportWords();
  const common = useCommon();
  const { fullName } = request.requester;
  const key = `${common.keyKind[request.keyKind]} ${request.key}`;
  if (!answer) return null;
  return (
    <p>
      {answer === "approve" ? words.willHave(fullName, common.level[level], key) : words.willDeny(fullName, key)}{" "}
      {words.willMail(fullName)}
    </p>
  );
}
