import { Card, CardBody, CardTitle } from "@patternfly/react-core";

import { Facts } from "../../kit/Facts";
import { useCommon } from "../../words";
import type { RequestSettingsFragment } from "./settings.operations";
import { useSettingsWords } from "./useSettingsWords";

/** The settings, for who may see them and not change them. */
export function SettingsFacts({ of: settings }: { of: NonNullable<RequestSettingsFragment["settings"]> }) {
  const words = useSettingsWords();
  const { yes, no } = useCommon();
  const after = (days: number | null): string => (days === null ? words.never : words.after(String(days)));
  return (
    <Card className="narrow">
      <CardTitle component="h2">{words.requests}</CardTitle>
      <CardBody>
        <Facts
          of={[
            [words.virtualAdmins, settings.virtualAccountAdminsMayDecide ? yes : no],
            [words.reasonRequired, settings.declineReasonRequired ? yes : no],
            [words.remind, after(settings.remindAdminsAfterDays)],
            [words.escalate, after(settings.escalateAfterDays)],
            [words.expire, after(settings.expireAfterDays)],
          ]}
        />
      </CardBody>
    </Card>
  );
}
