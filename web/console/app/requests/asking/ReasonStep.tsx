import { Alert, Card, CardBody, CardTitle, FormSection, Grid, GridItem } from "@patternfly/react-core";
import { useRef, useState } from "react";
import { Link } from "wouter";

import { type Outcome, useAct } from "../../api/useAct";
import type { Role } from "../../api/types";
import { Fault } from "../../kit/Fault";
import { focusFirstProblem } from "../../kit/Field";
import { lengthOf } from "../../kit/length";
import { ReasonField } from "../../kit/ReasonField";
import { useDraft } from "../../kit/useDraft";
import { useProblemText } from "../../words/useProblemText";
import { RequestAccessDocument, type RequestAccessMutation } from "./asking.operations";
import type { Profile } from "./AskWizard";
import { Preview } from "./Preview";
import { RoleField } from "./RoleField";
import { StepForm } from "./StepForm";
import { useAskingWords } from "./useAskingWords";
import type { Found } from "./useFinding";

const LEAST = 10;
const MOST = 1000;

type Result = RequestAccessMutation["requestAccess"];

interface Props {
  profile: Profile;
  account: Found;
  onSent: (id: string) => void;
}

/** Why one asks, and perhaps as what; beside it, what the administrators will read. */
export function ReasonStep({ profile, account, onSent }: Props) {
  const words = useAskingWords().reason;
  const form = useRef<HTMLFormElement>(null);
  const [reason, setReason, forget] = useDraft("request-access.reason", "");
  const [role, setRole] = useState<Role | "">("");
  const [tried, setTried] = useState(false);
  const { send, busy, refusal } = useSending(account);
  const length = lengthOf(reason);
  const wrong = length < LEAST ? words.short : length > MOST ? words.long : undefined;

  const submit = async (): Promise<void> => {
    setTried(true);
    const id = wrong ? undefined : await send(reason, role || null);
    if (id === undefined) return focusFirstProblem(form.current);
    forget();
    onSent(id);
  };

  return (
    <StepForm ref={form} title={words.name} act={words.send} busy={busy} onSubmit={() => void submit()}>
      <Grid hasGutter>
        <GridItem lg={6}>
          <FormSection>
            <ReasonField
              label={words.label}
              value={reason}
              onChange={setReason}
              least={LEAST}
              most={MOST}
              help={words.example}
              problem={tried ? wrong : undefined}
            />
            <RoleField value={role} onChange={setRole} refusal={refusal?.problem} />
            {refusal && <Refused refusal={refusal} />}
          </FormSection>
        </GridItem>
        <GridItem lg={6}>
          <Card variant="secondary">
            <CardTitle component="h3">{words.preview}</CardTitle>
            <CardBody>
              <Preview profile={profile} account={account} reason={reason} role={role} />
            </CardBody>
          </Card>
        </GridItem>
      </Grid>
    </StepForm>
  );
}

/** Sends the request; answers its id, or keeps why it was not taken. */
function useSending(account: Found) {
  const [act, busy] = useAct(RequestAccessDocument);
  const [refusal, setRefusal] = useState<Outcome<Result>>();
  const send = async (reason: string, role: Role | null): Promise<string | undefined> => {
    const outcome = await act({ account: account.id, domainIdentifier: account.domainIdentifier, reason, role });
    setRefusal(outcome.done ? undefined : outcome);
    return outcome.done?.id;
  };
  return { send, busy, refusal };
}

function Refused({ refusal: { problem, fault } }: { refusal: Outcome<Result> }) {
  const words = useAskingWords().account;
  const textOf = useProblemText();
  if (fault) return <Fault error={fault} act />;
  if (!problem || problem.field?.includes("role")) return null;
  const link = problem.__typename === "DuplicatePending" && (
    <Link href={`/requests/${problem.request.id}`}>{words.toPending}</Link>
  );
  return <Alert isInline isLiveRegion variant="danger" title={textOf(problem)} actionLinks={link} />;
}
