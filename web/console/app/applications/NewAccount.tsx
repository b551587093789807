import { Alert, Stack, StackItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { ApplicationForm } from "./ApplicationForm";
import { NewAccountStartDocument } from "./new.operations";
import { useApplicationWords } from "./useApplicationWords";

/** Where a new account is applied for. */
export function NewAccount() {
  const { apply: words } = useApplicationWords();
  const answer = useAnswer(NewAccountStartDocument, {});
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded answer={answer} part={({ viewer }) => viewer}>
        {({ user, profile, suggestedDomainIdentifier }) => (
          <Stack hasGutter className="narrow">
            {profile.missing.length > 0 && <StackItem><ProfileMissing /></StackItem>}
            <StackItem>
              <ApplicationForm user={user.id} own={suggestedDomainIdentifier} isPartner={profile.kind === "PARTNER"} />
            </StackItem>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function ProfileMissing() {
  const { apply: words } = useApplicationWords();
  return (
    <Alert
      isInline
      variant="warning"
      component="h2"
      title={words.missing}
      actionLinks={<Link href="/profile?next=/accounts/new">{words.toProfile}</Link>}
    >
      {words.missingBody}
    </Alert>
  );
}
