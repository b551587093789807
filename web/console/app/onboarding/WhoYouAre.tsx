import { Alert, Card, CardBody, CardTitle, Content } from "@patternfly/react-core";
import { Link } from "wouter";

import { Facts } from "../kit/Facts";
import { StartAgain } from "./StartAgain";
import type { Here } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

/** The name and the address that the registration has, to be confirmed. */
export function WhoYouAre({ of: here }: { of: Here }) {
  const words = useOnboardingWords();
  const { verify } = words;
  const { fullName, email } = here.registration.profile;
  const now = here.viewer.profile;
  const changed = now.fullName !== fullName || now.email !== email;
  return (
    <Card>
      <CardTitle component="h2">{verify.you}</CardTitle>
      <CardBody>
        <Facts of={[[verify.name, fullName], [verify.email, email]]} />
      </CardBody>
      <CardBody>
        {changed ? (
          <Alert isInline variant="warning" component="h3" title={verify.changed}>
            <Content component="p">{verify.changedBody(now.fullName, now.email)}</Content>
            <StartAgain of={here}>{verify.again}</StartAgain>
          </Alert>
        ) : (
          <>
            {verify.wrong} <Link href="/profile">{words.profileLink}</Link>
          </>
        )}
      </CardBody>
    </Card>
  );
}
