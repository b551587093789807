import { Button, HelperText, Label } from "@patternfly/react-core";
import AngleDownIcon from "@patternfly/react-icons/dist/esm/icons/angle-down-icon";
import AngleUpIcon from "@patternfly/react-icons/dist/esm/icons/angle-up-icon";
import { useEffect, useRef } from "react";

import type { Problem } from "../../api/useAct";
import { useCommon } from "../../words";
import { useProblemText } from "../../words/useProblemText";
import { type Rule, ruleOf } from "./rule";
import type { SavedRuleFragment } from "./settings.operations";
import { useSettingsWords } from "./useSettingsWords";
import { useAnswerText, useWhomText } from "./useRuleText";
import { Wrong } from "../../kit/Wrong";

interface Props {
  /** Begins the ids of the rows' buttons. */
  id: string;
  of: Rule[];
  saved: SavedRuleFragment[];
  /** Why the rules were refused; it names the rule in question. */
  refusal: Problem | undefined;
  onEdit: (index: number) => void;
  onMove: (index: number, by: 1 | -1) => void;
  onRemove: (index: number) => void;
}

/** The rules in the order in which they are asked. */
export function RuleList(props: Props) {
  const { of: rules, saved, refusal } = props;
  const textOf = useProblemText();
  const flaws = new Map(saved.map((rule) => [JSON.stringify(ruleOf(rule)), rule.flaw]));
  const [list, at] = refusal?.field ?? [];
  return (
    <ol className="rules">
      {rules.map((rule, index) => (
        <Row
          key={rule.name}
          {...props}
          rule={rule}
          index={index}
          flaw={flaws.get(JSON.stringify(rule)) ?? ""}
          problem={refusal && list === "rules" && Number(at ?? 0) === index ? textOf(refusal) : ""}
        />
      ))}
    </ol>
  );
}

interface RowProps extends Props {
  rule: Rule;
  index: number;
  flaw: string;
  problem: string;
}

function Row({ id, of: rules, rule, index, flaw, problem, onEdit, onMove, onRemove }: RowProps) {
  const words = useSettingsWords();
  const common = useCommon();
  const whomOf = useWhomText();
  const answerOf = useAnswerText();
  const edit = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (problem) edit.current?.focus();
  }, [problem]);
  return (
    <li>
      <div className="rule">
        <strong>{rule.name}</strong> {flaw && <Label isCompact status="warning">{words.skipped}</Label>}
        <div>
          {whomOf(rule)} → {answerOf(rule)}
        </div>
        {flaw && <div className="quiet" lang="en">{flaw}</div>}
        {problem && (
          <HelperText id={`${id}-problem-${index}`}>
            <Wrong>{problem}</Wrong>
          </HelperText>
        )}
      </div>
      <div className="rule-acts">
        <Button
          id={`${id}-up-${index}`}
          variant="plain"
          icon={<AngleUpIcon />}
          aria-label={words.up(rule.name)}
          isAriaDisabled={index === 0}
          onClick={() => onMove(index, -1)}
        />
        <Button
          id={`${id}-down-${index}`}
          variant="plain"
          icon={<AngleDownIcon />}
          aria-label={words.down(rule.name)}
          isAriaDisabled={index === rules.length - 1}
          onClick={() => onMove(index, 1)}
        />
        <Button
          ref={edit}
          id={`${id}-edit-${index}`}
          variant="link"
          aria-label={words.edit(rule.name)}
          aria-describedby={problem ? `${id}-problem-${index}` : undefined}
          onClick={() => onEdit(index)}
        >
          {common.edit}
        </Button>
        <Button variant="link" isDanger aria-label={words.remove(rule.name)} onClick={() => onRemove(index)}>
          {words.removeWord}
        </Button>
      </div>
    </li>
  );
}
