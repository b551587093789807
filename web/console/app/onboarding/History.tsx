import { Card, CardBody, CardTitle } from "@patternfly/react-core";

import { Timeline } from "../requests/Timeline";
import type { Here } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

/** What happened to the registration so far, and whose turn it is. */
export function History({ of: { registration }, waitsFor }: { of: Here; waitsFor?: string | undefined }) {
  const { waiting } = useOnboardingWords();
  return (
    <Card>
      <CardTitle component="h2">{waiting.history}</CardTitle>
      <CardBody><Timeline of={registration.timeline} waitsFor={waitsFor} /></CardBody>
    </Card>
  );
}
