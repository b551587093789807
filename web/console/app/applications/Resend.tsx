import { Button, FlexItem } from "@patternfly/react-core";
import { useId, useState } from "react";

import { useAct, type Ended } from "../api/useAct";
import { Trouble } from "../kit/Trouble";
import { useNow } from "../kit/When";
import { useFormat } from "../words";
import { type ApplicationDetailsFragment, ResendAuthorizationDocument } from "./applications.operations";
import { useApplicationWords } from "./useApplicationWords";

const EVERY_MS = 3_600_000;

/** Mails the nominee a fresh link; once an hour, and it says from when on. */
export function Resend({ application }: { application: ApplicationDetailsFragment }) {
  const words = useApplicationWords();
  const format = useFormat();
  const now = useNow();
  const id = useId();
  const [resend, busy] = useAct(ResendAuthorizationDocument);
  const [ended, setEnded] = useState<Ended>();
  const { applicationStage, linkSentAt, viewerCanResend } = application;
  if (applicationStage !== "PENDING_AUTHORIZATION" || viewerCanResend.code === "NOT_FOUND") return null;
  const from = linkSentAt ? new Date(linkSentAt).getTime() + EVERY_MS : 0;
  const early = from > now;
  const act = async (): Promise<void> => setEnded(await resend({ application: application.id }));
  return (
    <>
      <FlexItem>
        <Button
          variant="secondary"
          isLoading={busy}
          isAriaDisabled={early}
          aria-describedby={early ? id : undefined}
          onClick={() => busy || void act()}
        >
          {words.resend}
        </Button>
      </FlexItem>
      <FlexItem className="quiet" role="status" id={id}>
        {ended?.done ? `${words.resent} ` : ""}
        {early && words.resendAgain(format.day(new Date(from).toISOString(), now))}
      </FlexItem>
      {ended && !ended.done && <FlexItem><Trouble of={ended} /></FlexItem>}
    </>
  );
}
