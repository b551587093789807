import { Button } from "@patternfly/react-core";
import { useState } from "react";

import { type Outcome, usePlainAct } from "../api/useAct";
import { Fault } from "../kit/Fault";
import { say } from "../kit/say";
import { When } from "../kit/When";
import { useProblemText } from "../words/useProblemText";
import { ResendProfileLinkDocument, type ResendProfileLinkMutation } from "./profile.operations";
import { useProfileWords } from "./useProfileWords";

/** Mail the link once more; the server says when that was enough. */
export function Resend() {
  const words = useProfileWords();
  const textOf = useProblemText();
  const [resend, busy] = usePlainAct(ResendProfileLinkDocument);
  const [outcome, setOutcome] = useState<Outcome<ResendProfileLinkMutation["resendVerification"]>>();
  const { done, problem, fault } = outcome ?? {};
  async function send(): Promise<void> {
    if (busy) return;
    const answered = await resend({});
    setOutcome(answered);
    say(answered.done ? words.resent : (answered.problem && textOf(answered.problem)) ?? "");
  }
  return (
    <>
      <p><Button variant="link" isInline isLoading={busy} onClick={() => void send()}>{words.resend}</Button></p>
      {done && <p>{words.resent}</p>}
      {problem && (
        <p>
          {textOf(problem)} {problem.__typename === "ResendTooSoon" && <>{words.again} <When at={problem.availableAt} exact />.</>}
        </p>
      )}
      {fault && <Fault error={fault} act />}
    </>
  );
}
