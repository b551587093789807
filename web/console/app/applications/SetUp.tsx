import "./style.css";

import { ActionGroup, Button, Card, CardBody, CardTitle, Content, Form, TextArea, TextInput } from "@patternfly/react-core";
import { useId } from "react";

import { Field } from "../kit/Field";
import { Trouble } from "../kit/Trouble";
import type { ApplicationDetailsFragment } from "./applications.operations";
import { AgreementField } from "./AgreementField";
import type { FirstUsers } from "./Opened";
import { PeopleFields } from "./PeopleFields";
import { useApplicationWords } from "./useApplicationWords";
import { type SettingUp, useSetUp } from "./useSetUp";

interface Props {
  application: ApplicationDetailsFragment;
  onOpened: (users: FirstUsers) => void;
}

/** The last step of a new account: its name, its parts, its first users, and the agreement. */
export function SetUp({ application, onOpened }: Props) {
  const { yours } = useApplicationWords();
  const settingUp = useSetUp(application, onOpened);
  const { form, submit, busy, ended } = settingUp;
  return (
    <Card>
      <CardTitle component="h2">{yours.title}</CardTitle>
      <CardBody>
        <Content component="p">{yours.lead}</Content>
        <Form ref={form} className="narrow" noValidate onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}>
          <NameField {...settingUp} />
          <NewPartsField {...settingUp} />
          <PeopleFields {...settingUp} />
          <AgreementField agreement={application.agreement} settingUp={settingUp} />
          <Trouble of={ended} />
          <ActionGroup>
            <Button type="submit" variant="primary" isLoading={busy} aria-disabled={busy}>{yours.act}</Button>
          </ActionGroup>
        </Form>
      </CardBody>
    </Card>
  );
}

function NameField({ draft, change, problems }: SettingUp) {
  const { yours } = useApplicationWords();
  const id = useId();
  return (
    <Field id={id} label={yours.name} help={yours.nameHelp} problem={problems["name"]}>
      <TextInput
        id={id}
        value={draft.name}
        onChange={(_event, name) => change({ name })}
        validated={problems["name"] ? "error" : "default"}
        aria-describedby={`${id}-help`}
      />
    </Field>
  );
}

function NewPartsField({ draft, change, problems }: SettingUp) {
  const { yours } = useApplicationWords();
  const id = useId();
  return (
    <Field id={id} label={yours.parts} help={yours.partsHelp} problem={problems["virtualAccounts"]} optional>
      <TextArea
        id={id}
        rows={3}
        resizeOrientation="vertical"
        value={draft.parts}
        onChange={(_event, parts) => change({ parts })}
        validated={problems["virtualAccounts"] ? "error" : "default"}
        aria-describedby={`${id}-help`}
      />
    </Field>
  );
}
