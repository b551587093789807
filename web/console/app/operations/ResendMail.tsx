import { Button } from "@patternfly/react-core";
import { useState } from "react";

import { type Ended, usePlainAct } from "../api/useAct";
import { Trouble } from "../kit/Trouble";
import { type MailRowFragment, ResendEmailDocument } from "./mails.operations";
import { useOperationsWords } from "./useOperationsWords";

interface Props {
  mail: MailRowFragment;
  onDone: (text: string) => void;
}

/** Queues a mail once more that failed or was sent. */
export function ResendMail({ mail: { id, subject, toAddress, status }, onDone }: Props) {
  const { mails: words } = useOperationsWords();
  const [resend, busy] = usePlainAct(ResendEmailDocument);
  const [ended, setEnded] = useState<Ended>();
  const act = async (): Promise<void> => {
    const outcome = await resend({ input: { email: id } });
    setEnded(outcome);
    if (outcome.done) onDone(words.resent(toAddress));
  };
  if (status !== "FAILED" && status !== "SENT") return null;
  return (
    <>
      <Button
        variant="link"
        isInline
        className="one-line"
        isLoading={busy}
        aria-label={words.resendOne(subject, toAddress)}
        onClick={() => busy || void act()}
      >
        {words.resend}
      </Button>
      <Trouble of={ended} />
    </>
  );
}
