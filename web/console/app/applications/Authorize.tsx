import { Alert, Button, Card, CardBody, CardFooter, CardTitle, Content, Flex, FlexItem } from "@patternfly/react-core";
import { useState } from "react";
import { useLocation } from "wouter";

import { useAttempt } from "../kit/useAttempt";
import { Trouble } from "../kit/Trouble";
import { useNow } from "../kit/When";
import { useFormat } from "../words";
import { ApplicationFacts } from "./ApplicationFacts";
import type { ApplicationDetailsFragment } from "./applications.operations";
import { DeclineLink } from "./DeclineLink";
import { AuthorizeApplicationDocument } from "./link.operations";
import { useApplicationWords } from "./useApplicationWords";

interface Props {
  application: ApplicationDetailsFragment;
  token: string;
  onDeclined: () => void;
}

/** What the nominee is asked for, what it means, and the answer. */
export function Authorize({ application, token, onDeclined }: Props) {
  const { link: words } = useApplicationWords();
  const now = useNow();
  const { linkExpiresAt, profile } = application;
  const expired = linkExpiresAt !== null && new Date(linkExpiresAt).getTime() <= now;
  return (
    <Card>
      <CardTitle component="h2">{words.lead(profile.fullName)}</CardTitle>
      <CardBody>
        <Content>
          <h3>{words.what}</h3>
          <ul>{Object.values(words.meaning).map((text) => <li key={text}>{text}</li>)}</ul>
        </Content>
        <ApplicationFacts of={application} />
      </CardBody>
      <CardFooter>
        {expired ? (
          <Alert isInline variant="warning" component="h3" title={words.expired}>{words.expiredBody(profile.fullName)}</Alert>
        ) : (
          <Answer application={application} token={token} onDeclined={onDeclined} />
        )}
      </CardFooter>
    </Card>
  );
}

function Answer({ application, token, onDeclined }: Props) {
  const { link: words } = useApplicationWords();
  const format = useFormat();
  const [, go] = useLocation();
  const [declining, setDeclining] = useState(false);
  const { attempt, busy, outcome } = useAttempt(AuthorizeApplicationDocument);
  const accept = async (): Promise<void> => {
    const done = await attempt({ token, accept: true, reason: "" });
    if (done) go(`/applications/${done.id}`, { replace: true });
  };
  return (
    <>
      {application.linkExpiresAt && <p className="quiet">{words.until(format.moment(application.linkExpiresAt))}</p>}
      <Flex>
        <FlexItem>
          <Button variant="primary" isLoading={busy} aria-disabled={busy} onClick={() => void accept()}>{words.accept}</Button>
        </FlexItem>
        <FlexItem>
          <Button variant="secondary" onClick={() => setDeclining(true)}>{words.decline}</Button>
        </FlexItem>
      </Flex>
      <Trouble of={outcome} />
      {declining && (
        <DeclineLink
          by={application.profile.fullName}
          token={token}
          onDeclined={onDeclined}
          onClose={() => setDeclining(false)}
        />
      )}
    </>
  );
}
