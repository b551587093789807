import { Card, CardBody, CardTitle, Stack, StackItem } from "@patternfly/react-core";

import { PairForm } from "./PairForm";
import { Step } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";
import { VerifiedPair } from "./VerifiedPair";
import { WhoYouAre } from "./WhoYouAre";

/** The first step: who one is, and a contract and a device that show the entitlement. */
export function Verify() {
  const { verify } = useOnboardingWords();
  return (
    <Step at="verify" title={() => verify.title} lead={() => verify.lead}>
      {(here) => (
        <Stack hasGutter>
          <StackItem><WhoYouAre of={here} /></StackItem>
          <StackItem>
            <Card>
              <CardTitle component="h2">{verify.pair}</CardTitle>
              <CardBody>
                {here.registration.verifiedAt ? <VerifiedPair of={here} /> : <PairForm of={here} />}
              </CardBody>
            </Card>
          </StackItem>
        </Stack>
      )}
    </Step>
  );
}
