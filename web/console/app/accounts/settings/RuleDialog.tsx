import { TextArea, TextInput } from "@patternfly/react-core";
import { useId, useRef, useState } from "react";

import type { RuleMatch, RuleOutcome } from "../../api/types";
import { Field, focusFirstProblem } from "../../kit/Field";
import { FormDialog } from "../../kit/FormDialog";
import { RadioField } from "../../kit/RadioField";
import { RuleAnswer } from "./RuleAnswer";
import { type Draft, type Flaw, type Rule, draftOf, finished, flawsOf } from "./rule";
import { useSettingsWords } from "./useSettingsWords";

interface Props {
  account: string;
  /** The rule to edit; null for a new one. */
  of: Rule | null;
  /** What the other rules are called. */
  names: string[];
  strict: boolean;
  onDone: (rule: Rule) => void;
  onClose: () => void;
}

const MATCHES: RuleMatch[] = ["ACCOUNT_DOMAIN", "EMAIL_DOMAIN_IN", "ANYONE"];
const OUTCOMES: RuleOutcome[] = ["APPROVE", "DECLINE", "LEAVE"];

/** One rule: whom it fits, and what it answers. It is saved together with the others. */
export function RuleDialog({ account, of: rule, names, strict, onDone, onClose }: Props) {
  const id = useId();
  const words = useSettingsWords();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [flaws, setFlaws] = useState<Flaw[]>([]);
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part });
    setFlaws([]);
  };
  const submit = (): void => {
    const found = flawsOf(draft, names, strict);
    setFlaws(found);
    if (found.length) focusFirstProblem(form.current);
    else onDone(finished(draft));
  };
  const nameProblem = flaws.includes("name") ? words.nameProblem : flaws.includes("taken") ? words.nameTaken : "";
  const domainsProblem = flaws.includes("domains") ? words.domainsProblem : "";
  return (
    <FormDialog
      title={rule ? words.editTitle(rule.name) : words.addTitle}
      act={words.apply}
      busy={false}
      form={form}
      onAct={submit}
      onClose={onClose}
    >
      <Field id={`${id}-name`} label={words.name} help={words.nameHelp} problem={nameProblem}>
        <TextInput
          id={`${id}-name`}
          value={draft.name}
          onChange={(_event, name) => change({ name })}
          aria-describedby={`${id}-name-help`}
          validated={nameProblem ? "error" : "default"}
        />
      </Field>
      <RadioField
        label={words.whom}
        choices={MATCHES.map((value) => ({ value, label: words.match[value] }))}
        chosen={draft.match}
        onChoose={(match) => change({ match })}
      />
      {draft.match === "EMAIL_DOMAIN_IN" && (
        <Field id={`${id}-domains`} label={words.domains} help={words.domainsHelp} problem={domainsProblem}>
          <TextArea
            id={`${id}-domains`}
            rows={3}
            resizeOrientation="vertical"
            value={draft.domains}
            onChange={(_event, domains) => change({ domains })}
            aria-describedby={`${id}-domains-help`}
            validated={domainsProblem ? "error" : "default"}
          />
        </Field>
      )}
      <RadioField
        label={words.answer}
        choices={OUTCOMES.map((value) => ({ value, label: words.outcome[value], help: words.outcomeHelp[value] }))}
        chosen={draft.outcome}
        onChoose={(outcome) => change({ outcome })}
        problem={flaws.includes("outcome") ? words.chooseAnswer : undefined}
      />
      <RuleAnswer account={account} of={draft} change={change} flaws={flaws} strict={strict} />
    </FormDialog>
  );
}
