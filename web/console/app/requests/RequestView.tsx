import { Stack, StackItem } from "@patternfly/react-core";
import { useRef } from "react";

import { Page } from "../kit/Page";
import { useFrame } from "../shell/useFrame";
import { AskedAndHappened } from "./AskedAndHappened";
import { Outcome } from "./Outcome";
import { OwnStatus } from "./OwnStatus";
import type { RequestDetailsFragment } from "./request.operations";
import { RequestActions } from "./RequestActions";
import { RequestFacts } from "./RequestFacts";
import { useRequestWords } from "./useRequestWords";

/** A request: where it stands and why, what was asked, and what happened. */
export function RequestView({ request }: { request: RequestDetailsFragment }) {
  const words = useRequestWords();
  const { viewer } = useFrame();
  const outcome = useRef<HTMLDivElement>(null);
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
        <AskedAndHappened
          of={request}
          asked={mine ? words.asked : words.askedBy(request.profile.fullName)}
          happened={words.timeline}
        >
          <RequestFacts of={request} />
        </AskedAndHappened>
      </Stack>
    </Page>
  );
}

function nameOf(request: RequestDetailsFragment): string {
  return request.__typename === "AccessRequest" ? request.account.name : request.key;
}
