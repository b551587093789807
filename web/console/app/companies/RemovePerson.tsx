import { Content } from "@patternfly/react-core";

import { Confirm } from "../kit/Confirm";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { type CompanyPersonFragment, DissociateUserDocument } from "./companies.operations";
import { useCompanyWords } from "./useCompanyWords";

interface Props {
  person: CompanyPersonFragment;
  /** With what was done, if anything was. */
  onClose: (told?: string) => void;
}

/** Ends that somebody belongs to the company. */
export function RemovePerson({ person: { user, company, portalRole }, onClose }: Props) {
  const { people: words } = useCompanyWords();
  const { attempt, busy, outcome } = useAttempt(DissociateUserDocument);
  const remove = async (): Promise<void> => {
    if (await attempt({ company: company.id, user: user.id })) onClose(words.ended(user.fullName));
  };
  return (
    <Confirm title={words.endTitle(user.fullName)} act={words.end} danger busy={busy} onAct={() => void remove()} onClose={() => onClose()}>
      <Content component="p">{words.endBody(user.fullName, company.name)}</Content>
      {portalRole && <Content component="p">{words.mailed(user.fullName)}</Content>}
      <Trouble of={outcome} />
    </Confirm>
  );
}
