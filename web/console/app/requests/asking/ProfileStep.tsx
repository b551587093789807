import { Alert, Content, useWizardContext } from "@patternfly/react-core";
import { useRef } from "react";
import { Link } from "wouter";

import { useCommon, useFormat } from "../../words";
import { ProfileFacts } from "../ProfileFacts";
import { useRequestWords } from "../useRequestWords";
import type { Profile } from "./AskWizard";
import { StepForm } from "./StepForm";
import { useAskingWords } from "./useAskingWords";

/** The profile that is sent; without what administrators need one comes no further. */
export function ProfileStep({ profile, domain }: { profile: Profile; domain: string }) {
  const words = useAskingWords().profile;
  const common = useCommon();
  const { goToNextStep } = useWizardContext();
  const toEdit = useRef<HTMLAnchorElement>(null);
  const incomplete = profile.missing.length > 0;
  const here = `/request-access${domain && `?domain=${encodeURIComponent(domain)}`}`;
  const go = (): void => {
    if (incomplete) toEdit.current?.focus();
    else void goToNextStep();
  };
  return (
    <StepForm title={words.name} act={common.next} isFirst onSubmit={go}>
      <Content component="p">{words.lead}</Content>
      <ProfileFacts of={profile} />
      {incomplete && <Lacking missing={profile.missing} />}
      <Link ref={toEdit} href={`/profile?next=${encodeURIComponent(here)}`}>
        {incomplete ? words.complete : words.edit}
      </Link>
    </StepForm>
  );
}

function Lacking({ missing }: { missing: string[] }) {
  const { profile: names } = useRequestWords();
  const words = useAskingWords().profile;
  const format = useFormat();
  const known: Record<string, string> = names;
  return (
    <Alert isInline variant="warning" title={words.missing(format.list(missing.map((name) => known[name] ?? name)))} />
  );
}
