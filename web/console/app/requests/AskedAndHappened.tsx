import { Card, CardBody, CardTitle, Grid, GridItem, Stack } from "@patternfly/react-core";
import type { ReactNode } from "react";

import { useCommon } from "../words";
import { ProfileFacts } from "./ProfileFacts";
import type { RequestDetailsFragment } from "./request.operations";
import { Timeline } from "./Timeline";
import { useRequestWords } from "./useRequestWords";

interface Props {
  of: Pick<RequestDetailsFragment, "profile" | "timeline" | "status" | "deciders">;
  /** What the two cards are called. */
  asked: string;
  happened: string;
  /** What was asked. */
  children: ReactNode;
}

/** What a request of any kind says, and beside it what has happened to it. */
export function AskedAndHappened({ of: request, asked, happened, children }: Props) {
  const words = useRequestWords();
  const { deciders } = useCommon();
  const waits = request.status === "PENDING" ? deciders[request.deciders] : undefined;
  return (
    <Grid hasGutter>
      <GridItem lg={7}>
        <Card isFullHeight>
          <CardTitle component="h2">{asked}</CardTitle>
          <CardBody>
            <Stack hasGutter>
              {children}
              <details>
                <summary>{words.sentProfile}</summary>
                <ProfileFacts of={request.profile} />
              </details>
            </Stack>
          </CardBody>
        </Card>
      </GridItem>
      <GridItem lg={5}>
        <Card isFullHeight>
          <CardTitle component="h2">{happened}</CardTitle>
          <CardBody>
            <Timeline of={request.timeline} waitsFor={waits} />
          </CardBody>
        </Card>
      </GridItem>
    </Grid>
  );
}
