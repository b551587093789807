import { Divider, Stack } from "@patternfly/react-core";

import type { Role } from "../../api/types";
import { Facts } from "../../kit/Facts";
import { normal } from "../../kit/length";
import { useCommon } from "../../words";
import { ProfileFacts } from "../ProfileFacts";
import { useRequestWords } from "../useRequestWords";
import type { Profile } from "./AskWizard";
import { useAskingWords } from "./useAskingWords";
import type { Found } from "./useFinding";

interface Props {
  profile: Profile;
  account: Found;
  reason: string;
  role: Role | "";
}

/** The request as those who decide will read it. */
export function Preview({ profile, account, reason, role }: Props) {
  const { facts } = useRequestWords();
  const words = useAskingWords().reason;
  const common = useCommon();
  const text = normal(reason);
  return (
    <Stack hasGutter>
      <Facts
        of={[
          [facts.account, account.name],
          [facts.domain, account.domainIdentifier],
          [facts.accountType, common.accountType[account.type]],
          [facts.role, role && common.role[role]],
          [facts.reason, <span className={text ? "kept-lines" : "quiet"}>{text || words.noReason}</span>],
        ]}
      />
      <Divider />
      <ProfileFacts of={profile} />
    </Stack>
  );
}
