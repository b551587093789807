import "./style.css";

import { Tab, TabContent, TabTitleText, Tabs } from "@patternfly/react-core";

import { Page } from "../kit/Page";
import { useQueryState } from "../kit/useQueryState";
import { ForStaff } from "../shell/NotAllowed";
import { useFrame } from "../shell/useFrame";
import { Closing } from "./Closing";
import { Mails } from "./Mails";
import { Orphans } from "./Orphans";
import { Silent } from "./Silent";
import { useOperationsWords } from "./useOperationsWords";

const PARTS = { silent: Silent, orphans: Orphans, mails: Mails, closing: Closing };
type Part = keyof typeof PARTS;
const NAMES: Part[] = ["silent", "orphans", "mails", "closing"];

/** What operators do. */
export function OperationsPage() {
  const words = useOperationsWords();
  const { accountApplications } = useFrame();
  const [tab, setTab] = useQueryState("tab", "silent");
  const part = NAMES.find((name) => name === tab) ?? "silent";
  const Content = PARTS[part];
  if (!accountApplications) return <Page title={words.title}><ForStaff whom="OPERATOR" /></Page>;
  return (
    <Page title={words.title} lead={words.lead}>
      <Tabs activeKey={part} onSelect={(_event, key) => setTab(String(key))} aria-label={words.tabsLabel} role="region">
        {NAMES.map((name) => (
          <Tab
            key={name}
            eventKey={name}
            title={<TabTitleText>{words.tabs[name]}</TabTitleText>}
            tabContentId={`operations-${part}`}
          />
        ))}
      </Tabs>
      <TabContent id={`operations-${part}`} aria-label={words.tabs[part]} className="under-tabs">
        <Content />
      </TabContent>
    </Page>
  );
}
