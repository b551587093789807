import "./settings.css";

import { Stack, StackItem } from "@patternfly/react-core";

import { useAnswer } from "../../api/useAnswer";
import { Empty } from "../../kit/Empty";
import { useProblemText } from "../../words/useProblemText";
import { Account } from "../Account";
import { RequestSettings } from "./RequestSettings";
import { Rules } from "./Rules";
import { AccountSettingsPageDocument } from "./settings.operations";
import { SettingsFacts } from "./SettingsFacts";
import { useSettingsWords } from "./useSettingsWords";

/** How requests to enter an account are decided: by whom, by which rules, and when nobody answers. */
export function Settings({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const words = useSettingsWords();
  const textOf = useProblemText();
  const answer = useAnswer(AccountSettingsPageDocument, { id }, { outdatedBy: ({ account }) => account?.id === id });
  return (
    <Account tab="settings" answer={answer} account={({ smartAccount }) => smartAccount}>
      {({ version, settings, automationRules, viewerCanSetAutomation: may }) => {
        if (!settings) return <Empty title={words.unseen} />;
        if (!may.allowed)
          return (
            <>
              <p className="quiet">
                {words.readOnly} {textOf({ code: may.code ?? "", message: may.because ?? "" })}
              </p>
              <SettingsFacts of={settings} />
            </>
          );
        return (
          <Stack hasGutter>
            <StackItem>
              <RequestSettings account={id} version={version} of={settings} refresh={answer.refresh} />
            </StackItem>
            <StackItem>
              <Rules
                account={id}
                version={version}
                of={automationRules ?? []}
                strict={settings.declineReasonRequired}
                refresh={answer.refresh}
              />
            </StackItem>
          </Stack>
        );
      }}
    </Account>
  );
}
