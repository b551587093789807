import { ActionGroup, Button, Card, CardBody, CardTitle, Checkbox, Form, FormSection, Label } from "@patternfly/react-core";
import { useId, useRef, useState } from "react";

import { focusFirstProblem } from "../../kit/Field";
import { Said } from "../../kit/Said";
import { Trouble } from "../../kit/Trouble";
import { useCommon } from "../../words";
import { Meanwhile } from "../Meanwhile";
import { useEdit } from "../useEdit";
import { useSave } from "../useSave";
import { PeriodField } from "./PeriodField";
import { PERIODS, type Period, type Typed, flawedOf, inputOf, typedOf } from "./periods";
import { type RequestSettingsFragment, SaveRequestSettingsDocument } from "./settings.operations";
import { useSettingsWords } from "./useSettingsWords";

interface Props {
  account: string;
  version: number;
  of: NonNullable<RequestSettingsFragment["settings"]>;
  refresh: () => void;
}

/** Who decides requests, and what happens when nobody does, to be saved together. */
export function RequestSettings({ account, version, of: settings, refresh }: Props) {
  const words = useSettingsWords();
  const common = useCommon();
  const form = useRef<HTMLFormElement>(null);
  const edit = useEdit<Typed>(`settings.${account}`, typedOf(settings), version);
  const { save, busy, outcome, clear, overtaken } = useSave(SaveRequestSettingsDocument, edit, refresh);
  const [flawed, setFlawed] = useState<Period[]>([]);
  const [said, say] = useState("");

  const change = (part: Partial<Typed>): void => {
    edit.change(part);
    setFlawed([]);
    say("");
    clear();
  };
  const submit = async (): Promise<void> => {
    const found = flawedOf(edit.values);
    setFlawed(found);
    if (found.length) focusFirstProblem(form.current);
    else if (!edit.dirty || (await save({ account, version: edit.version, ...inputOf(edit.changes) }))) say(words.saved);
  };
  const names = {
    virtualAccountAdminsMayDecide: words.virtualAdmins,
    declineReasonRequired: words.reasonRequired,
    remindAdminsAfterDays: words.remind,
    escalateAfterDays: words.escalate,
    expireAfterDays: words.expire,
  };
  const shown = (value: Typed[keyof Typed]): string =>
    typeof value === "boolean" ? (value ? common.yes : common.no) : value ? words.after(value) : words.never;
  return (
    <Card>
      <CardTitle component="h2">
        {words.requests} {edit.dirty && <Label status="warning">{words.unsaved}</Label>}
      </CardTitle>
      <CardBody>
        <Said text={said} />
        {!busy && <Meanwhile of={edit} names={names} show={(one, which) => shown(one[which])} refused={overtaken} />}
        <Form
          ref={form}
          noValidate
          className="narrow"
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) void submit();
          }}
        >
          <Switches values={edit.values} change={change} />
          <FormSection title={words.unanswered} titleElement="h3">
            <p className="quiet">{words.unansweredHelp}</p>
            {PERIODS.map((period) => (
              <PeriodField
                key={period}
                of={period}
                value={edit.values[period]}
                onChange={(text) => change({ [period]: text })}
                problem={flawed.includes(period) ? words.dayProblem : ""}
              />
            ))}
          </FormSection>
          {!(overtaken && edit.theirs.length > 0) && <Trouble of={outcome} />}
          <ActionGroup>
            <Button type="submit" isLoading={busy}>{common.save}</Button>
            {edit.dirty && (
              <Button
                variant="link"
                onClick={() => {
                  edit.forget();
                  setFlawed([]);
                  clear();
                  form.current?.querySelector("input")?.focus();
                }}
              >
                {words.discard}
              </Button>
            )}
          </ActionGroup>
        </Form>
      </CardBody>
    </Card>
  );
}

function Switches({ values, change }: { values: Typed; change: (part: Partial<Typed>) => void }) {
  const id = useId();
  const words = useSettingsWords();
  return (
    <>
      <Checkbox
        id={`${id}-virtual`}
        label={words.virtualAdmins}
        description={words.virtualAdminsHelp}
        isChecked={values.virtualAccountAdminsMayDecide}
        onChange={(_event, on) => change({ virtualAccountAdminsMayDecide: on })}
      />
      <Checkbox
        id={`${id}-reason`}
        label={words.reasonRequired}
        description={words.reasonRequiredHelp}
        isChecked={values.declineReasonRequired}
        onChange={(_event, on) => change({ declineReasonRequired: on })}
      />
    </>
  );
}
