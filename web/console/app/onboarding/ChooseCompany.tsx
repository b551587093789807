import { ActionGroup, Button, Card, CardBody, Content, Form } from "@patternfly/react-core";
import { type FormEvent, useRef, useState } from "react";

import { focusFirstProblem } from "../kit/Field";
import { RadioField } from "../kit/RadioField";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useDraft } from "../kit/useDraft";
import { useProblemText } from "../words/useProblemText";
import { ChooseCompanyDocument } from "./onboarding.operations";
import { OfferedCompany } from "./OfferedCompany";
import { type Here, Step } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

const NONE = "none";

/** What one will administer: from the whole organisation down to the contract's site. */
export function ChooseCompany() {
  const { company } = useOnboardingWords();
  return (
    <Step at="company" title={() => company.title} lead={() => company.lead}>
      {(here) => <Choice of={here} />}
    </Step>
  );
}

function Choice({ of: { registration } }: { of: Here }) {
  const words = useOnboardingWords();
  const form = useRef<HTMLFormElement>(null);
  const [chosen, choose, forget] = useDraft<string | null>(`onboarding.company.${registration.id}`, null);
  const [unchosen, setUnchosen] = useState(false);
  const submitting = useAttempt(ChooseCompanyDocument);
  const leaving = useAttempt(ChooseCompanyDocument);
  const textOf = useProblemText();
  const refused = submitting.outcome?.problem;
  const problem = unchosen && !chosen ? words.company.choose : refused?.field && textOf(refused);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setUnchosen(!chosen);
    const input = chosen === NONE ? { noneOfTheAbove: true } : { company: chosen };
    if (chosen && (await submitting.attempt(input))) forget();
    else focusFirstProblem(form.current);
  };

  return (
    <Card>
      <CardBody>
        <Form ref={form} onSubmit={(event) => void submit(event)} noValidate className="companies">
          <RadioField
            label={words.company.label}
            choices={[
              ...registration.offeredCompanies.map((one, depth, { length }) => ({
                value: one.id,
                label: <OfferedCompany of={one} depth={depth} isLast={depth === length - 1} />,
                help: one.address,
              })),
              { value: NONE, label: words.company.none, help: words.company.noneHelp },
            ]}
            chosen={chosen}
            onChoose={choose}
            problem={problem || undefined}
          />
          <Content component="p" className="quiet">{words.company.not}</Content>
          <Trouble of={submitting.outcome ?? leaving.outcome} fields={["company"]} />
          <ActionGroup>
            <Button type="submit" isLoading={submitting.busy}>{words.company.submit}</Button>
            <Button variant="secondary" isLoading={leaving.busy} onClick={() => void leaving.attempt({ back: true })}>
              {words.back}
            </Button>
          </ActionGroup>
        </Form>
      </CardBody>
    </Card>
  );
}
