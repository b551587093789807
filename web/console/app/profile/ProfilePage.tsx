import { Alert, Button, Card, CardBody, CardTitle, Label, Stack, StackItem } from "@patternfly/react-core";
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";

import { useAnswer } from "../api/useAnswer";
import { Facts } from "../kit/Facts";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { say } from "../kit/say";
import { When } from "../kit/When";
import { safePath } from "../shell/next";
import { useCommon, useFormat } from "../words";
import { ProfileForm } from "./ProfileForm";
import { ProfileDocument, type ProfileFactsFragment, type ProfileQuery } from "./profile.operations";
import { Resend } from "./Resend";
import { Tokens } from "./Tokens";
import { useProfileWords } from "./useProfileWords";

/** Who one is, as administrators see it. */
export function ProfilePage() {
  const words = useProfileWords();
  const answer = useAnswer(ProfileDocument, {});
  return (
    <Page title={words.title} lead={words.lead}>
      <Loaded answer={answer} part={({ viewer }) => viewer}>
        {(viewer) => <Sections of={viewer} refresh={answer.refresh} />}
      </Loaded>
    </Page>
  );
}

interface SectionsProps {
  of: NonNullable<ProfileQuery["viewer"]>;
  refresh: () => void;
}

function Sections({ of: { user, profile, personalAccessTokens: tokens }, refresh }: SectionsProps) {
  const words = useProfileWords();
  const [, go] = useLocation();
  const next = new URLSearchParams(useSearch()).get("next");
  const [editing, setEditing] = useState(false);
  const close = (saved: boolean): void => {
    setEditing(false);
    if (saved) say(words.saved);
    if (saved && next) go(safePath(next));
    else requestAnimationFrame(() => document.getElementById("edit-profile")?.focus());
  };
  return (
    <Stack hasGutter className="narrow">
      <StackItem>
        {next && <p><Link href={safePath(next)}>{words.goOn}</Link></p>}
        <Lacking of={profile} />
      </StackItem>
      <StackItem>
        <Card>
          <CardTitle component="h2">{words.facts}</CardTitle>
          <CardBody>
            {editing ? (
              <ProfileForm of={profile} onClose={close} />
            ) : (
              <Shown of={profile} id={user.id} onEdit={() => setEditing(true)} />
            )}
          </CardBody>
        </Card>
      </StackItem>
      <StackItem><Tokens of={tokens.nodes} refresh={refresh} /></StackItem>
    </Stack>
  );
}

/** What is needed before one can ask for access, and where a link waits in the mail. */
function Lacking({ of: { missing, email, emailVerified, newEmail } }: { of: ProfileFactsFragment }) {
  const words = useProfileWords();
  const format = useFormat();
  const names = missing.map((name) => words.fields[name as keyof typeof words.fields] ?? name);
  const waits = newEmail ?? (emailVerified ? null : email);
  return (
    <>
      {names.length > 0 && (
        <Alert isInline variant="warning" component="h2" title={words.incomplete} className="below">
          {words.incompleteBody(format.list(names))}
        </Alert>
      )}
      {waits && (
        <Alert isInline variant="info" component="h2" title={words.mailSent(waits)}>
          <p>{words.mailSentBody}</p>
          <Resend />
        </Alert>
      )}
    </>
  );
}

function Shown({ of: profile, id, onEdit }: { of: ProfileFactsFragment; id: string; onEdit: () => void }) {
  const words = useProfileWords();
  const common = useCommon();
  const { fields } = words;
  const verified = <Label isCompact status={profile.emailVerified ? "success" : "warning"}>{profile.emailVerified ? words.verified : words.unverified}</Label>;
  return (
    <>
      <Facts
        of={[
          [fields.fullName, profile.fullName],
          [fields.preferredName, profile.preferredName],
          [words.username, profile.username],
          [fields.email, <span key="email">{profile.email} {verified}</span>],
          [fields.phone, profile.phone],
          [fields.companyName, profile.companyName],
          [fields.country, profile.country],
          [fields.siteAddress, profile.siteAddress],
          [words.kind, words.kinds[profile.kind]],
          [words.since, <When key="since" at={profile.createdAt} exact />],
          [words.userId, <code key="id" className="kept-lines">{id}</code>],
        ]}
      />
      <Button id="edit-profile" variant="secondary" className="apart" onClick={onEdit}>{common.edit}</Button>
    </>
  );
}
