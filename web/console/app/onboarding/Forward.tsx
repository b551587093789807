import { ActionGroup, Button, Card, CardBody, CardTitle, Content, Form } from "@patternfly/react-core";

import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { ChooseCompanyDocument, ConfirmForwardDocument } from "./onboarding.operations";
import { type Here, Step } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

/** The company has administrators: one confirms that they be asked. */
export function Forward() {
  const { forward } = useOnboardingWords();
  return (
    <Step at="forward" title={() => forward.title} lead={({ registration: { site } }) => forward.lead(site?.name ?? "")}>
      {(here) => <Ask of={here} />}
    </Step>
  );
}

function Ask({ of: { registration } }: { of: Here }) {
  const { forward } = useOnboardingWords();
  const confirming = useAttempt(ConfirmForwardDocument);
  const leaving = useAttempt(ChooseCompanyDocument);
  return (
    <Card>
      <CardTitle component="h2">{forward.what}</CardTitle>
      <CardBody>
        <Content component="p">{forward.body}</Content>
        <Content component="p">{forward.sent}</Content>
      </CardBody>
      <CardBody>
        <Form>
          <Trouble of={confirming.outcome ?? leaving.outcome} />
          <ActionGroup>
            <Button isLoading={confirming.busy} onClick={() => void confirming.attempt({})}>{forward.confirm}</Button>
            <Button variant="link" isLoading={leaving.busy} onClick={() => void leaving.attempt({ back: true })}>
              {registration.contractNumber && forward.another}
            </Button>
          </ActionGroup>
        </Form>
      </CardBody>
    </Card>
  );
}
