import { Card, CardBody, CardTitle, Grid, GridItem, Stack, StackItem } from "@patternfly/react-core";

import { useRace } from "../review/useRace";
import { ProfileFacts } from "../requests/ProfileFacts";
import { Timeline } from "../requests/Timeline";
import { ApplicationFacts } from "./ApplicationFacts";
import { type ApplicationDetailsFragment, type OneApplicationQuery } from "./applications.operations";
import { DomainDecision } from "./DomainDecision";
import { useApplicationWords } from "./useApplicationWords";

interface Props {
  application: ApplicationDetailsFragment;
  /** What else waits for a review. */
  others: OneApplicationQuery["accountApplications"];
}

/** A domain that an operator is to approve: beside who asks for it, the decision. */
export function DomainReview({ application, others }: Props) {
  const words = useApplicationWords();
  const race = useRace(application, { settled: application.applicationStage !== "PENDING_DOMAIN_REVIEW" });
  return (
    <Grid hasGutter className="review">
      <GridItem xl={6} className="about">
        <Stack hasGutter>
          <StackItem>
            <Card>
              <CardTitle component="h2">{words.account}</CardTitle>
              <CardBody><ApplicationFacts of={application} /></CardBody>
            </Card>
          </StackItem>
          <StackItem>
            <Card>
              <CardTitle component="h2">{words.applicant}</CardTitle>
              <CardBody><ProfileFacts of={application.profile} /></CardBody>
            </Card>
          </StackItem>
          <StackItem>
            <Card>
              <CardTitle component="h2">{words.happened}</CardTitle>
              <CardBody><Timeline of={application.timeline} /></CardBody>
            </Card>
          </StackItem>
        </Stack>
      </GridItem>
      <GridItem xl={6}>
        <DomainDecision application={application} race={race} others={others} />
      </GridItem>
    </Grid>
  );
}
