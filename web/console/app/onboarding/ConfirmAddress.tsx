import { Alert, Button, Card, CardBody, Content, Stack, StackItem } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { Link } from "wouter";

import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { Said } from "../kit/Said";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useFrame } from "../shell/useFrame";
import { ConfirmVerificationDocument } from "./onboarding.operations";
import type { Registration } from "./places";
import { useOnboarding } from "./useOnboarding";
import { useOnboardingWords } from "./useOnboardingWords";

/** Where the link of the mail leads. Opening it does nothing: only the button spends the link. */
export function ConfirmAddress({ params }: { params: Record<string, string> }) {
  const { confirm } = useOnboardingWords();
  const answer = useOnboarding();
  return (
    <Page title={confirm.title} lead={confirm.lead}>
      <Loaded answer={answer} part={(data) => data.viewer}>
        {({ registration }) => (
          <Card className="narrow">
            <CardBody>
              <Spend token={params["token"] ?? ""} registration={registration} refresh={answer.refresh} />
            </CardBody>
          </Card>
        )}
      </Loaded>
    </Page>
  );
}

interface Props {
  token: string;
  registration: Registration | null;
  refresh: () => void;
}

function Spend({ token, registration, refresh }: Props) {
  const { confirm } = useOnboardingWords();
  const { attempt, busy, outcome } = useAttempt(ConfirmVerificationDocument);
  const { problem } = outcome ?? {};
  const code = problem?.code;
  if (outcome?.done) return <Confirmed text={confirm.done} />;
  if (isConfirmed(registration)) return <Confirmed text={confirm.doneBefore} />;
  if (code === "LINK_USED" && registration?.stage === "EMAIL_VERIFICATION") return <Useless title={confirm.old}>{confirm.oldBody}</Useless>;
  if (code === "LINK_EXPIRED") return <Useless title={confirm.expired}>{confirm.expiredBody}</Useless>;
  if (code === "LINK_USED") return <Foreign />;
  const spend = async (): Promise<void> => {
    await attempt({ token });
    refresh();
  };
  return (
    <Stack hasGutter>
      <StackItem>{registration && confirm.body(registration.profile.email)}</StackItem>
      <StackItem><Trouble of={outcome} /></StackItem>
      <StackItem><Button isLoading={busy} onClick={() => void spend()}>{confirm.act}</Button></StackItem>
    </Stack>
  );
}

/** Whether the registration is past the confirmation already: the same link a second time. */
function isConfirmed(registration: Registration | null): boolean {
  if (!registration?.company) return false;
  return !["VERIFYING_ENTITLEMENT", "CONFIRMING_FORWARD", "CHOOSING_COMPANY", "EMAIL_VERIFICATION", "CANCELLED"].includes(registration.stage);
}

function Confirmed({ text }: { text: string }) {
  const words = useOnboardingWords();
  return (
    <>
      <Said text={text} />
      <Content component="p">{words.confirm.doneBody}</Content>
      <Link href="/onboarding" className="pf-v6-c-button pf-m-primary">{words.proceed}</Link>
    </>
  );
}

function Useless({ title, children }: { title: string; children: ReactNode }) {
  const { confirm } = useOnboardingWords();
  return (
    <div role="alert">
      <Alert isInline variant="warning" component="h2" title={title}>
        <Content component="p">{children}</Content>
        <Link href="/onboarding/email">{confirm.another}</Link>
      </Alert>
    </div>
  );
}

function Foreign() {
  const { confirm } = useOnboardingWords();
  const { viewer } = useFrame();
  return (
    <div role="alert">
      <Alert isInline variant="warning" component="h2" title={confirm.foreign}>
        <Content component="p">{confirm.foreignBody(viewer.user.fullName)}</Content>
        <Link href="/onboarding">{confirm.start}</Link>
      </Alert>
    </div>
  );
}
