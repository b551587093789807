import { Button, Card, CardBody, Content } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";

import { type Outcome, usePlainAct } from "../api/useAct";
import { Fault } from "../kit/Fault";
import { Page } from "../kit/Page";
import { say } from "../kit/say";
import { useFrame } from "../shell/useFrame";
import { useProblemText } from "../words/useProblemText";
import { VerifyEmailDocument, type VerifyEmailMutation } from "./profile.operations";
import { useProfileWords } from "./useProfileWords";

type Result = Outcome<VerifyEmailMutation["verifyEmail"]>;

/** Where the mailed link leads. Opening it does nothing, as scanners of mail open links, too. */
export function VerifyEmail({ params }: { params: Record<string, string> }) {
  const words = useProfileWords();
  const [verify, busy] = usePlainAct(VerifyEmailDocument);
  const [outcome, setOutcome] = useState<Result>();
  async function confirm(): Promise<void> {
    if (!busy) setOutcome(await verify({ input: { token: params["token"] ?? "" } }));
  }
  return (
    <Page title={words.verify}>
      <Card className="narrow">
        <CardBody>
          {outcome && !outcome.fault ? (
            <Told outcome={outcome} />
          ) : (
            <>
              <Content component="p">{words.verifyBody}</Content>
              <Button isLoading={busy} onClick={() => void confirm()}>{words.confirm}</Button>
              {outcome?.fault && <Fault error={outcome.fault} act />}
            </>
          )}
        </CardBody>
      </Card>
    </Page>
  );
}

/** Who confirmed before, and opens the link again, has nothing to worry about. */
function Told({ outcome: { done, problem } }: { outcome: Result }) {
  const words = useProfileWords();
  const textOf = useProblemText();
  const { emailVerified } = useFrame().viewer.profile;
  const already = problem?.__typename === "LinkUsed" && emailVerified;
  const title = done ? words.confirmed(done.email) : already ? words.already : words.notYours;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    say(title);
  }, [title]);
  return (
    <>
      <Content component="h2" ref={heading} tabIndex={-1}>{title}</Content>
      {problem && <Content component="p">{already ? words.alreadyBody : textOf(problem)}</Content>}
      {done || already ? <Link href="/">{words.toHome}</Link> : <Link href="/profile">{words.toProfile}</Link>}
    </>
  );
}
