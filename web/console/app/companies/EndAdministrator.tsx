import { Content, Form } from "@patternfly/react-core";
import { useState } from "react";

import { Confirm } from "../kit/Confirm";
import { ReasonField } from "../kit/ReasonField";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useFrame } from "../shell/useFrame";
import { useProblemText } from "../words/useProblemText";
import { type CompanyAdministratorFragment, EndAdministratorDocument } from "./companies.operations";
import { useCompanyWords } from "./useCompanyWords";

interface Props {
  appointment: CompanyAdministratorFragment;
  /** With what was done, if anything was. */
  onClose: (told?: string) => void;
}

/** Ends an appointment: one's own, or a colleague's with a reason. */
export function EndAdministrator({ appointment: { id, user, company }, onClose }: Props) {
  const { administrators: words } = useCompanyWords();
  const { viewer } = useFrame();
  const textOf = useProblemText();
  const [reason, setReason] = useState("");
  const { attempt, busy, outcome } = useAttempt(EndAdministratorDocument);
  const own = user.id === viewer.user.id;
  const problem = outcome?.problem?.code === "REASON_TOO_LONG" ? textOf(outcome.problem) : undefined;
  const end = async (): Promise<void> => {
    if (await attempt({ administrator: id, reason })) onClose(words.removed(user.fullName));
  };
  return (
    <Confirm
      title={own ? words.stepTitle(company.name) : words.removeTitle(user.fullName)}
      act={own ? words.stepDown : words.remove}
      danger
      busy={busy}
      onAct={() => void end()}
      onClose={() => onClose()}
    >
      <Content component="p">{own ? words.stepBody : words.removeBody}</Content>
      <Form onSubmit={(event) => event.preventDefault()}>
        {!own && <ReasonField label={words.reason} help={words.reasonHelp} value={reason} onChange={setReason} optional problem={problem} />}
        {!problem && <Trouble of={outcome} />}
      </Form>
    </Confirm>
  );
}
