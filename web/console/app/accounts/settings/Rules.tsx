import { ActionGroup, Button, Card, CardBody, CardTitle, Form, Label } from "@patternfly/react-core";
import { useId, useRef, useState } from "react";

import { say } from "../../kit/say";
import { Said } from "../../kit/Said";
import { Trouble } from "../../kit/Trouble";
import { Meanwhile } from "../Meanwhile";
import { useEdit } from "../useEdit";
import { useSave } from "../useSave";
import { Preview } from "./Preview";
import { RuleDialog } from "./RuleDialog";
import { type Rule, inputOf, moved, ruleOf } from "./rule";
import { RuleList } from "./RuleList";
import { type SavedRuleFragment, SaveRulesDocument } from "./settings.operations";
import { usePreview } from "./usePreview";
import { useSettingsWords } from "./useSettingsWords";
import { useRuleText } from "./useRuleText";

interface Props {
  account: string;
  version: number;
  of: SavedRuleFragment[];
  /** Whether declining needs a reason here. */
  strict: boolean;
  refresh: () => void;
}

/** The rules that answer requests, in their order: tried before they are saved, and saved together. */
export function Rules({ account, version, of: saved, strict, refresh }: Props) {
  const id = useId();
  const words = useSettingsWords();
  const textOf = useRuleText();
  const edit = useEdit(`rules.${account}`, { rules: saved.map(ruleOf) }, version);
  const { save, busy, outcome, clear, overtaken } = useSave(SaveRulesDocument, edit, refresh);
  const preview = usePreview();
  const [open, setOpen] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const add = useRef<HTMLButtonElement>(null);
  const { rules } = edit.values;

  const change = (next: Rule[]): void => {
    edit.change({ rules: next });
    preview.forget();
    setSaid("");
    clear();
  };
  const submit = async (): Promise<void> => {
    if (!edit.dirty || (await save({ account, version: edit.version, rules: rules.map(inputOf) }))) setSaid(words.rulesSaved);
  };
  const focusOn = (place: string): void => {
    requestAnimationFrame(() => (document.getElementById(`${id}-${place}`) ?? add.current)?.focus());
  };
  const move = (index: number, by: 1 | -1): void => {
    change(moved(rules, index, by));
    say(words.moved(rules[index]?.name ?? "", index + by + 1, rules.length));
    focusOn(`${by > 0 ? "down" : "up"}-${index + by}`);
  };
  const remove = (index: number): void => {
    change(rules.filter((_rule, at) => at !== index));
    say(words.removed(rules[index]?.name ?? ""));
    focusOn(`edit-${Math.min(index, rules.length - 2)}`);
  };
  const refusal = outcome?.problem ?? preview.outcome?.problem;
  return (
    <Card>
      <CardTitle component="h2">
        {words.rules} {edit.dirty && <Label status="warning">{words.unsaved}</Label>}
      </CardTitle>
      <CardBody>
        <p className="narrow">{words.rulesLead}</p>
        <Said text={said} />
        {!busy && (
          <Meanwhile
            of={edit}
            names={{ rules: words.rules }}
            show={(one, which) => words.names(one[which].map(textOf).join("; "))}
            refused={overtaken}
          />
        )}
        <Form
          noValidate
          className="apart"
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) void submit();
          }}
        >
          {rules.length ? (
            <RuleList id={id} of={rules} saved={saved} refusal={refusal} onEdit={setOpen} onMove={move} onRemove={remove} />
          ) : (
            <p>{words.noRules}</p>
          )}
          {!(overtaken && edit.theirs.length > 0) && <Trouble of={outcome ?? preview.outcome} fields={rules.length ? ["rules"] : []} />}
          <ActionGroup>
            <Button ref={add} variant="secondary" onClick={() => setOpen(rules.length)}>{words.add}</Button>
            <Button
              variant="secondary"
              isLoading={preview.busy}
              onClick={() => {
                clear();
                void preview.ask({ account, rules: rules.map(inputOf) });
              }}
            >
              {words.tryThem}
            </Button>
            <Button type="submit" isLoading={busy}>{words.saveRules}</Button>
            {edit.dirty && (
              <Button
                variant="link"
                onClick={() => {
                  edit.forget();
                  preview.forget();
                  clear();
                  add.current?.focus();
                }}
              >
                {words.discard}
              </Button>
            )}
          </ActionGroup>
          {edit.dirty && <p className="quiet">{words.unsavedRules}</p>}
        </Form>
        {preview.outcome?.done && <Preview of={preview.outcome.done} />}
        {open !== null && (
          <RuleDialog
            account={account}
            of={rules[open] ?? null}
            names={rules.filter((_rule, at) => at !== open).map(({ name }) => name)}
            strict={strict}
            onDone={(rule) => {
              change([...rules.slice(0, open), rule, ...rules.slice(open + 1)]);
              setOpen(null);
              focusOn(`edit-${open}`);
            }}
            onClose={() => {
              setOpen(null);
              focusOn(`edit-${open}`);
            }}
          />
        )}
      </CardBody>
    </Card>
  );
}
