import { Stack, StackItem } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";

import { Page } from "../kit/Page";
import { AskedAndHappened } from "../requests/AskedAndHappened";
import { RequestActions } from "../requests/RequestActions";
import { useRequestWords } from "../requests/useRequestWords";
import { useFrame } from "../shell/useFrame";
import { ApplicationFacts } from "./ApplicationFacts";
import type { ApplicationDetailsFragment } from "./applications.operations";
import { type FirstUsers, Opened } from "./Opened";
import { Resend } from "./Resend";
import { SetUp } from "./SetUp";
import { StageLabel } from "./StageLabel";
import { Standing } from "./Standing";
import { useApplicationWords } from "./useApplicationWords";

interface Props {
  application: ApplicationDetailsFragment;
  within?: [string, string][];
  refresh?: () => void;
}

/** An application: where it stands and what is to be done, what was asked, and what happened. */
export function ApplicationView({ application, within, refresh }: Props) {
  const words = useApplicationWords();
  const asked = useRequestWords();
  const { viewer } = useFrame();
  const standing = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<FirstUsers>();
  useEffect(() => {
    if (document.activeElement === document.body) standing.current?.focus(); // the form was taken away
  }, [application.applicationStage, opened]);
  const mayOpen = application.viewerCanSetUp.allowed;
  const mine = application.requester.id === viewer.user.id;
  const focus = (): void => {
    standing.current?.focus();
    refresh?.();
  };
  return (
    <Page
      title={words.title(application.accountName)}
      within={within ?? [[asked.title, "/requests"]]}
      lead={<StageLabel stage={application.applicationStage} />}
      actions={mine && (
        <RequestActions request={application} onWithdrawn={focus}>
          <Resend application={application} />
        </RequestActions>
      )}
    >
      <Stack hasGutter>
        <StackItem ref={standing} tabIndex={-1}>
          {opened && <Opened application={application} users={opened} />}
          {!opened && (mayOpen ? <SetUp application={application} onOpened={setOpened} /> : <Standing of={application} />)}
        </StackItem>
        <AskedAndHappened of={application} asked={words.account} happened={words.happened}>
          <ApplicationFacts of={application} />
        </AskedAndHappened>
      </Stack>
    </Page>
  );
}
