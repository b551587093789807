import { Button, InputGroup, InputGroupItem, TextInput, useWizardContext } from "@patternfly/react-core";
import { useRef, useState } from "react";

import { Fault } from "../../kit/Fault";
import { Field, focusFirstProblem } from "../../kit/Field";
import { useCommon } from "../../words";
import { Chosen } from "./Chosen";
import { Matches } from "./Matches";
import { StepForm } from "./StepForm";
import { useAskingWords } from "./useAskingWords";
import type { Finding } from "./useFinding";
import { useFindingProblem } from "./useFindingProblem";

interface Props {
  domain: string;
  onDomain: (domain: string) => void;
  finding: Finding;
}

const ID = "domain-identifier";

/** Which account: found by its exact domain, and chosen where several have it. */
export function AccountStep({ domain, onDomain, finding }: Props) {
  const words = useAskingWords().account;
  const common = useCommon();
  const { goToNextStep } = useWizardContext();
  const form = useRef<HTMLFormElement>(null);
  const [tried, setTried] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const { find, busy, found, chosen, fault } = finding;
  const { text, help } = useFindingProblem(finding, tried && !domain.trim());

  const look = async (): Promise<void> => {
    setTried(true);
    if (domain.trim()) await find(domain);
    focusFirstProblem(form.current);
  };
  const go = (): void => {
    setTried(true);
    setChoosing(found !== undefined);
    if (!found) void look();
    else if (chosen && !chosen.pending) void goToNextStep();
    else focusFirstProblem(form.current);
  };
  const change = (next: string): void => {
    setTried(false);
    setChoosing(false);
    onDomain(next);
  };

  return (
    <StepForm ref={form} title={words.name} act={common.next} onSubmit={go}>
      <Field id={ID} label={words.domain} help={help ?? words.help} problem={text}>
        <InputGroup className="narrow">
          <InputGroupItem isFill>
            <TextInput
              id={ID}
              value={domain}
              onChange={(_event, next) => change(next)}
              aria-describedby={`${ID}-help`}
              validated={text ? "error" : "default"}
              autoCapitalize="none"
              spellCheck={false}
            />
          </InputGroupItem>
          <InputGroupItem>
            <Button variant="control" isLoading={busy} onClick={() => busy || void look()}>{words.find}</Button>
          </InputGroupItem>
        </InputGroup>
      </Field>
      {fault && <Fault error={fault} again={() => void look()} />}
      <div role="status">{found && words.found(found.length)}</div>
      {found && <Matches found={found} finding={finding} problem={choosing && !chosen ? words.chooseFirst : undefined} />}
      {chosen && <Chosen account={chosen} />}
    </StepForm>
  );
}
