import { lazy } from "react";

import { useAnswer } from "../../api/useAnswer";
import { Loaded } from "../../kit/Loaded";
import { Page } from "../../kit/Page";
import { useQueryState } from "../../kit/useQueryState";
import { useRequestWords } from "../useRequestWords";
import { AskingProfileDocument } from "./asking.operations";
import { AskWizard } from "./AskWizard";
import { useAskingWords } from "./useAskingWords";

// What became of it is another screen's worth, and comes when it is sent.
const Sent = lazy(async () => ({ default: (await import("./Sent")).Sent }));

/** Asking to enter an account, step by step; at the end, what became of it. */
export function RequestAccess() {
  const [sent, setSent] = useQueryState("sent");
  return sent ? <Sent id={sent} key={sent} /> : <Ask onSent={setSent} />;
}

function Ask({ onSent }: { onSent: (id: string) => void }) {
  const words = useAskingWords();
  const { title } = useRequestWords();
  const answer = useAnswer(AskingProfileDocument, {});
  return (
    <Page title={words.title} within={[[title, "/requests"]]} lead={words.lead}>
      <Loaded answer={answer} part={(data) => data.viewer?.profile}>
        {(profile) => <AskWizard profile={profile} onSent={onSent} />}
      </Loaded>
    </Page>
  );
}
