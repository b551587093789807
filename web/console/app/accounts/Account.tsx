import { Badge, Label, Nav, NavItem, NavList } from "@patternfly/react-core";
import { type ReactNode, useEffect, useRef } from "react";
import { Link, Redirect } from "wouter";

import { type Answer, useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { NotAllowed } from "../shell/NotAllowed";
import { useCommon } from "../words";
import { type AccountFrameFragment, AccountTabsDocument } from "./account.operations";
import { TABS, type Tab } from "./tabs";
import { useAccountWords } from "./useAccountWords";

interface Props<Data, Found extends AccountFrameFragment> {
  tab: Tab;
  answer: Answer<Data>;
  /** The account; its query selects `AccountFrame`. */
  account: (data: Data) => Found | null | undefined;
  actions?: ReactNode;
  children: (account: Found) => ReactNode;
}

/** An account: its name, its tabs, and the tab that is open. */
export function Account<Data, Found extends AccountFrameFragment>(props: Props<Data, Found>) {
  const { tab, answer, account, actions, children } = props;
  const words = useAccountWords();
  const found = answer.data === undefined ? undefined : account(answer.data);
  return (
    <Page
      title={found ? words.titled(words.tabs[tab], found.name) : words.tabs[tab]}
      waiting={found?.pendingRequests ?? 0}
      lead={found && <Standing of={found} />}
      actions={actions}
    >
      {found && <Tabs of={found} open={tab} />}
      <Loaded answer={answer} part={account}>
        {(one) => (sees(one, tab) ? children(one) : <NotForViewer of={one} />)}
      </Loaded>
    </Page>
  );
}

function sees(account: AccountFrameFragment, open: Tab): boolean {
  // Whoever sees the account may read how requests are decided, though no tab leads there.
  if (open === "settings") return account.viewerCanView.allowed;
  return TABS.some(([tab, isSeen]) => tab === open && isSeen(account));
}

/** Of a part of an account that one knows, but whose roles do not show it. */
export function NotForViewer({ of: { id, name, domainIdentifier } }: { of: AccountFrameFragment }) {
  const { notAllowed: words } = useCommon();
  return (
    <NotAllowed
      why={words.account(name)}
      ask={words.askAccount(name)}
      onwards={[
        [words.request, `/request-access?domain=${encodeURIComponent(domainIdentifier)}`],
        [words.overview, `/accounts/${id}/overview`],
      ]}
    />
  );
}

function Standing({ of: { domainIdentifier, type, status, needsAdmin } }: { of: AccountFrameFragment }) {
  const common = useCommon();
  const words = useAccountWords();
  return (
    <>
      {domainIdentifier} · {common.accountType[type]}{" "}
      {status !== "ACTIVE" && <Label status="warning">{common.accountStatus[status]}</Label>}
      {needsAdmin && <Label status="danger">{words.needsAdmin}</Label>}
    </>
  );
}

function Tabs({ of: account, open }: { of: AccountFrameFragment; open: Tab }) {
  const words = useAccountWords();
  const current = useRef<HTMLAnchorElement>(null);
  // On a phone the tabs are wider than the screen.
  useEffect(() => {
    const list = current.current?.closest("ul");
    if (list && current.current) list.scrollLeft += pastMiddle(current.current, list);
  }, []);
  return (
    <Nav variant="horizontal-subnav" aria-label={words.partsOf(account.name)} className="tabs">
      <NavList>
        {TABS.filter(([, isSeen]) => isSeen(account)).map(([tab]) => (
          <NavItem key={tab} isActive={tab === open}>
            <Link ref={tab === open ? current : null} href={`/accounts/${account.id}/${tab}`} aria-current={tab === open ? "page" : undefined}>
              {words.tabs[tab]}
              {tab === "requests" && account.pendingRequests ? (
                <Badge className="waiting" screenReaderText={words.pending}>{account.pendingRequests}</Badge>
              ) : null}
            </Link>
          </NavItem>
        ))}
      </NavList>
    </Nav>
  );
}

/** How far something lies beyond the middle of what it scrolls in. */
function pastMiddle(inner: Element, outer: Element): number {
  const [one, other] = [inner.getBoundingClientRect(), outer.getBoundingClientRect()];
  return one.left + one.width / 2 - (other.left + other.width / 2);
}

/** The address of an account as such: goes to the first tab that the viewer may see. */
export function AccountStart({ params }: { params: Record<string, string> }) {
  const words = useAccountWords();
  const answer = useAnswer(AccountTabsDocument, { id: params["id"] ?? "" });
  return (
    <Loaded answer={answer} part={({ smartAccount }) => smartAccount}>
      {(account) => {
        const [first] = TABS.find(([, isSeen]) => isSeen(account)) ?? [];
        return first ? <Redirect to={`/accounts/${account.id}/${first}`} replace /> : <Page title={account.name}>{words.nothingToDo}</Page>;
      }}
    </Loaded>
  );
}
