import { ActionGroup, Button, Card, CardBody, CardTitle, Content, Form, TextInput } from "@patternfly/react-core";
import { useRef } from "react";

import type { AccessLevel } from "../api/types";
import { Field } from "../kit/Field";
import { RadioField } from "../kit/RadioField";
import { Trouble } from "../kit/Trouble";
import { useCommon } from "../words";
import { useContractWords } from "./useContractWords";
import { useGiving } from "./useGiving";

const LEVELS: AccessLevel[] = ["FULL_SUPPORT", "DOWNLOADS_ONLY"];

interface Props {
  contract: string;
  onGiven: (said: string) => void;
}

/** Gives somebody, also of another company, access to the contract. */
export function GiveAccess({ contract, onGiven }: Props) {
  const { give: words } = useContractWords();
  const common = useCommon();
  const form = useRef<HTMLFormElement>(null);
  const { draft, change, problem, outcome, busy, submit } = useGiving(contract, form, onGiven);
  return (
    <Card component="section" isFullHeight>
      <CardTitle component="h2">{words.title}</CardTitle>
      <CardBody>
        <Content component="p">{words.lead}</Content>
        <Form ref={form} noValidate onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void submit();
        }}>
          <Field id="give-user" label={words.user} problem={problem}>
            <TextInput
              id="give-user"
              value={draft.user}
              onChange={(_event, user) => change({ user })}
              aria-describedby="give-user-help"
              validated={problem ? "error" : "default"}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          <RadioField
            label={words.level}
            chosen={draft.level}
            choices={LEVELS.map((value) => ({ value, label: common.level[value], help: words.contains[value] }))}
            onChoose={(level) => change({ level })}
          />
          <Trouble of={outcome} fields={["user"]} />
          <ActionGroup>
            <Button type="submit" variant="primary" isLoading={busy} aria-disabled={busy}>{words.act}</Button>
          </ActionGroup>
        </Form>
      </CardBody>
    </Card>
  );
}
