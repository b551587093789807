import { ActionGroup, Button, Card, CardBody, Form } from "@patternfly/react-core";
import { type FormEvent, useRef, useState } from "react";

import { focusFirstProblem } from "../kit/Field";
import { lengthOf } from "../kit/length";
import { ReasonField } from "../kit/ReasonField";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useDraft } from "../kit/useDraft";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { AnswerInformationRequestDocument } from "./onboarding.operations";
import type { Here } from "./Step";
import { useOnboardingWords } from "./useOnboardingWords";

const MOST = 2000;

/** The answer to what an agent asked; the review goes on with it. */
export function AnswerForm({ of: { registration } }: { of: Here }) {
  const { review } = useOnboardingWords();
  const { required } = useCommon();
  const textOf = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [answer, setAnswer, forget] = useDraft(`onboarding.answer.${registration.id}`, "");
  const [empty, setEmpty] = useState(false);
  const { attempt, busy, outcome, clear } = useAttempt(AnswerInformationRequestDocument);
  const refused = outcome?.problem?.field ? textOf(outcome.problem) : undefined;

  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const length = lengthOf(answer);
    setEmpty(length === 0);
    if (length > 0 && length <= MOST && (await attempt({ registration: registration.id, answer }))) forget();
    else focusFirstProblem(form.current);
  };

  return (
    <Card>
      <CardBody>
        <Form ref={form} onSubmit={(event) => void send(event)} noValidate>
          <ReasonField
            label={review.answer}
            help={`${review.answerHelp} ${review.paused}`}
            value={answer}
            onChange={(text) => {
              setAnswer(text);
              clear();
            }}
            most={MOST}
            problem={empty && lengthOf(answer) === 0 ? required : refused}
          />
          {!refused && <Trouble of={outcome} />}
          <ActionGroup>
            <Button type="submit" isLoading={busy}>{review.send}</Button>
          </ActionGroup>
        </Form>
      </CardBody>
    </Card>
  );
}
