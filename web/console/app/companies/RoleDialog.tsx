import { Content, Form } from "@patternfly/react-core";
import { useState } from "react";

import { Confirm } from "../kit/Confirm";
import { RadioField } from "../kit/RadioField";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useCommon } from "../words";
import { AssignPortalRoleDocument, type CompanyPersonFragment } from "./companies.operations";
import { useCompanyWords } from "./useCompanyWords";
import { useRoleChoices } from "./useRoleChoices";

interface Props {
  person: CompanyPersonFragment;
  /** With what was done, if anything was. */
  onClose: (told?: string) => void;
}

/** Gives somebody of the company another portal role, or takes it away. */
export function RoleDialog({ person: { user, company, portalRole }, onClose }: Props) {
  const { people: words } = useCompanyWords();
  const common = useCommon();
  const roles = useRoleChoices(user.kind);
  const [chosen, choose] = useState<string>(portalRole?.role ?? "none");
  const { attempt, busy, outcome } = useAttempt(AssignPortalRoleDocument);
  const save = async (): Promise<void> => {
    const role = roles.find(({ value }) => value === chosen)?.value ?? null;
    if (await attempt({ company: company.id, user: user.id, portalRole: role })) onClose(words.changed(user.fullName));
  };
  return (
    <Confirm title={words.roleTitle(user.fullName)} act={common.save} busy={busy} onAct={() => void save()} onClose={() => onClose()}>
      <Form onSubmit={(event) => event.preventDefault()}>
        <RadioField
          label={words.role}
          choices={[...roles, { value: "none", label: words.take, help: words.takeHelp }]}
          chosen={chosen}
          onChoose={choose}
        />
        <Content component="p" className="quiet">{words.mailed(user.fullName)}</Content>
        <Trouble of={outcome} />
      </Form>
    </Confirm>
  );
}
