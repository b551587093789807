import { Badge, Nav, NavGroup, NavItem, PageSidebar, PageSidebarBody } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";

import { useFrame } from "./useFrame";
import { useShellWords } from "./useShellWords";

/** Where one may go: what is there follows from what the viewer may see, not from role names. */
export function Navigation({ open }: { open: boolean }) {
  const words = useShellWords();
  const frame = useFrame();
  const { viewer } = frame;
  const onboards = viewer.registration !== null || viewer.viewerCanRegister.allowed;
  return (
    <PageSidebar isSidebarOpen={open}>
      <PageSidebarBody>
        <Nav aria-label={words.nav}>
          <NavGroup title={words.you}>
            <To href="/">{words.home}</To>
            <To href="/profile">{words.profile}</To>
            <To href="/access">{words.access}</To>
            <To href="/requests">{words.requests}</To>
            {onboards && <To href="/onboarding">{words.onboarding}</To>}
          </NavGroup>
          <Administered />
          <Work />
          <Developers />
        </Nav>
      </PageSidebarBody>
    </PageSidebar>
  );
}

function Administered() {
  const words = useShellWords();
  const { viewer } = useFrame();
  const accounts = viewer.administeredAccounts.nodes;
  const contracts = viewer.administeredContracts.totalCount;
  const companies = viewer.administeredCompanies.totalCount;
  if (!accounts.length && !contracts && !companies) return null;
  return (
    <NavGroup title={words.accounts}>
      {accounts.map(({ id, name, pendingRequests }) => (
        <To key={id} href={`/accounts/${id}/requests`} within={`/accounts/${id}`} waiting={pendingRequests}>
          {name}
        </To>
      ))}
      {contracts > 0 && <To href="/contracts">{words.contracts}</To>}
      {companies > 0 && <To href="/companies">{words.companies}</To>}
    </NavGroup>
  );
}

function Work() {
  const words = useShellWords();
  const { reviewQueue, accountApplications } = useFrame();
  if (!reviewQueue && !accountApplications) return null;
  return (
    <NavGroup title={words.work}>
      {reviewQueue && <To href="/desk" waiting={reviewQueue.totalCount}>{words.desk}</To>}
      {reviewQueue && <To href="/support/requests">{words.support}</To>}
      {accountApplications && <To href="/applications" waiting={accountApplications.totalCount}>{words.approvals}</To>}
      {accountApplications && <To href="/operations">{words.operations}</To>}
    </NavGroup>
  );
}

/** Pages of the server's own, so no links within this one. */
function Developers() {
  const words = useShellWords();
  const { exploring, mailbox } = useFrame().deployment;
  if (!exploring && !mailbox) return null;
  return (
    <NavGroup title={words.developers}>
      {exploring && <NavItem to="/graphiql">{words.graphiql}</NavItem>}
      {mailbox && <NavItem to="/dev/mail">{words.mail}</NavItem>}
    </NavGroup>
  );
}

interface ToProps {
  href: string;
  /** The beginning of the addresses at which one is there. */
  within?: string;
  /** How many wait there. */
  waiting?: number | null | undefined;
  children: ReactNode;
}

function To({ href, within = href, waiting, children }: ToProps) {
  const [path] = useLocation();
  const { waits } = useShellWords();
  const active = within === "/" ? path === "/" : path === within || path.startsWith(`${within}/`);
  return (
    <NavItem isActive={active}>
      <Link href={href} aria-current={active ? "page" : undefined}>
        {children}
        {waiting ? <Badge className="waiting" screenReaderText={waits}>{waiting}</Badge> : null}
      </Link>
    </NavItem>
  );
}
