import { Wizard, WizardStep } from "@patternfly/react-core";

import { useDraft } from "../../kit/useDraft";
import { useQueryState } from "../../kit/useQueryState";
import { AccountStep } from "./AccountStep";
import type { AskingProfileQuery } from "./asking.operations";
import { ProfileStep } from "./ProfileStep";
import { ReasonStep } from "./ReasonStep";
import { useAskingWords } from "./useAskingWords";
import { useFinding } from "./useFinding";

export type Profile = NonNullable<AskingProfileQuery["viewer"]>["profile"];

interface Props {
  profile: Profile;
  onSent: (id: string) => void;
}

/** What is asked of who asks: the profile, the account, the reason. Each step is a form of its own. */
export function AskWizard({ profile, onSent }: Props) {
  const words = useAskingWords();
  const [given] = useQueryState("domain");
  const [draft, setDraft, forget] = useDraft("request-access.domain", "");
  const finding = useFinding();
  const { chosen } = finding;
  const setDomain = (domain: string): void => {
    setDraft(domain);
    finding.forget();
  };
  const sent = (id: string): void => {
    forget();
    onSent(id);
  };
  return (
    <Wizard isVisitRequired navAriaLabel={words.steps} footer={<></>}>
      <WizardStep id="profile" name={words.profile.name}>
        <ProfileStep profile={profile} domain={draft || given} />
      </WizardStep>
      <WizardStep id="account" name={words.account.name}>
        <AccountStep domain={draft || given} onDomain={setDomain} finding={finding} />
      </WizardStep>
      <WizardStep id="reason" name={words.reason.name} isDisabled={!chosen || chosen.pending !== undefined}>
        {chosen && <ReasonStep key={chosen.id} profile={profile} account={chosen} onSent={sent} />}
      </WizardStep>
    </Wizard>
  );
}
