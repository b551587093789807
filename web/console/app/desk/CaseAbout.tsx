import { Card, CardBody, CardTitle, Stack, StackItem } from "@patternfly/react-core";
import type { ReactNode } from "react";

import { Facts } from "../kit/Facts";
import { When } from "../kit/When";
import { Timeline } from "../requests/Timeline";
import type { Case } from "./CasePage";
import { Thread } from "./Thread";
import { Tried } from "./Tried";
import { useDeskWords } from "./useDeskWords";

/** What there is to decide by. */
export function CaseAbout({ of }: { of: Case }) {
  const { case: words } = useDeskWords();
  return (
    <Stack hasGutter>
      <Part title={words.applicant}><Applicant of={of} /></Part>
      <Part title={words.thread}><Thread of={of} /></Part>
      {of.review.triedPairs.length > 0 && <Part title={words.tried}><Tried of={of.review.triedPairs} /></Part>}
      <Part title={words.history}>
        <Timeline of={of.timeline} waitsFor={of.stage === "MANUAL_REVIEW" ? words.waitsForAgent : undefined} />
      </Part>
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <StackItem>
      <Card>
        <CardTitle component="h2">{title}</CardTitle>
        <CardBody>{children}</CardBody>
      </Card>
    </StackItem>
  );
}

function Applicant({ of: { profile, review, contractNumber, serialNumber, verifiedAt, site, submittedAt } }: { of: Case }) {
  const { case: words, causes } = useDeskWords();
  return (
    <Facts
      of={[
        [words.cause, review.cause && causes[review.cause]],
        [words.name, profile.fullName],
        [words.username, profile.username],
        [words.email, profile.email],
        [words.phone, profile.phone],
        [words.company, profile.companyName],
        [words.contract, contractNumber],
        [words.serial, serialNumber],
        [words.place, site?.name],
        [words.verified, verifiedAt ? <When key="verified" at={verifiedAt} exact /> : words.notVerified],
        [words.asked, <When key="asked" at={submittedAt} exact />],
      ]}
    />
  );
}
