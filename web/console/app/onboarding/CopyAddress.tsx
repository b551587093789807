import { ClipboardCopy } from "@patternfly/react-core";

import { useOnboardingWords } from "./useOnboardingWords";

/** The address to give to who should register instead. */
export function CopyAddress() {
  const { overview } = useOnboardingWords();
  return (
    <ClipboardCopy isReadOnly hoverTip={overview.copy} clickTip={overview.copied} textAriaLabel={overview.copy}>
      {`${location.origin}/onboarding`}
    </ClipboardCopy>
  );
}
