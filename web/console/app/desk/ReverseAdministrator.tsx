import { Content, Form } from "@patternfly/react-core";
import { useRef, useState } from "react";

import { Confirm } from "../kit/Confirm";
import { focusFirstProblem } from "../kit/Field";
import { ReasonField } from "../kit/ReasonField";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useProblemText } from "../words/useProblemText";
import { type DeskAdministratorFragment, ReverseAdministratorDocument } from "./desk.operations";
import { isText, LEAST, MOST } from "./useReviewDecision";
import { useDeskWords } from "./useDeskWords";

interface Props {
  appointment: DeskAdministratorFragment;
  /** With what was done, if anything was. */
  onClose: (told?: string) => void;
}

/** Takes back that somebody became the first administrator, with the reason. */
export function ReverseAdministrator({ appointment: { id, user, company }, onClose }: Props) {
  const { reverse: words, decide } = useDeskWords();
  const textOf = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [reason, setReason] = useState("");
  const [wrong, setWrong] = useState<string>();
  const { attempt, busy, outcome } = useAttempt(ReverseAdministratorDocument);
  const refused = outcome?.problem?.field?.[0] === "reason" ? textOf(outcome.problem) : undefined;
  const reverse = async (): Promise<void> => {
    const right = isText(reason);
    setWrong(right ? undefined : decide.text(LEAST, MOST));
    if (right && (await attempt({ administrator: id, reason }))) onClose(words.done(user.fullName));
    else focusFirstProblem(form.current);
  };
  return (
    <Confirm
      title={words.title(user.fullName)}
      act={words.act}
      danger
      busy={busy}
      onAct={() => void reverse()}
      onClose={() => onClose()}
    >
      <Content component="p">{words.body(user.fullName, company.name)}</Content>
      <Form ref={form} onSubmit={(event) => event.preventDefault()}>
        <ReasonField
          label={words.reason}
          help={words.reasonHelp(user.fullName)}
          value={reason}
          onChange={setReason}
          least={LEAST}
          most={MOST}
          problem={wrong ?? refused}
        />
        <Trouble of={outcome} fields={["reason"]} />
      </Form>
    </Confirm>
  );
}
