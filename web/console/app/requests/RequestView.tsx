import { Card, CardBody, CardTitle, ExpandableSection, Grid, GridItem, Stack, StackItem } from "@patternfly/react-core";
import { useRef } from "react";

import { Page } from "../kit/Page";
import { useFrame } from "../shell/useFrame";
import { useCommon } from "../words";
import { Outcome } from "./Outcome";
import { OwnStatus } from "./OwnStatus";
import { ProfileFacts } from "./ProfileFacts";
import type { RequestDetailsFragment } from "./request.operations";
import { RequestActions } from "./RequestActions";
import { RequestFacts } from "./RequestFacts";
import { Timeline } from "./Timeline";
import { useRequestWords } from "./useRequestWords";

/** A request: where it stands and why, what was asked, and what happened. */
export function RequestView({ request }: { request: RequestDetailsFragment }) {
  const words = useRequestWords();
  const common = useCommon();
  const { viewer } = useFrame();
  const outcome = useRef<HTMLDivElement>(null);
  const waits = request.status === "PENDING" ? common.deciders[request.deciders] : undefined;
  const mine = request.requester.id === viewer.user.id;
  return (
    <Page
      title={words.titles[request.accessType](nameOf(request))}
      within={[[words.title, "/requests"]]}
      lead={<OwnStatus of={request} />}
      actions={<RequestActions request={request} onWithdrawn={() => outcome.current?.focus()} />}
    >
      <Stack hasGutter>
        <StackItem ref={outcome} tabIndex={-1}>
          <Outcome of={request} />
        </StackItem>
        <Grid hasGutter>
          <GridItem lg={7}>
            <Card isFullHeight>
              <CardTitle component="h2">{mine ? words.asked : words.askedBy(request.profile.fullName)}</CardTitle>
              <CardBody>
                <Stack hasGutter>
                  <RequestFacts of={request} />
                  <ExpandableSection toggleText={words.sentProfile} isIndented>
                    <ProfileFacts of={request.profile} />
                  </ExpandableSection>
                </Stack>
              </CardBody>
            </Card>
          </GridItem>
          <GridItem lg={5}>
            <Card isFullHeight>
              <CardTitle component="h2">{words.timeline}</CardTitle>
              <CardBody>
                <Timeline of={request.timeline} waitsFor={waits} />
              </CardBody>
            </Card>
          </GridItem>
        </Grid>
      </Stack>
    </Page>
  );
}

function nameOf(request: RequestDetailsFragment): string {
  return request.__typename === "AccessRequest" ? request.account.name : request.key;
}
