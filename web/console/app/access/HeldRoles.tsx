import { Title } from "@patternfly/react-core";
import { useState } from "react";
import { Link } from "wouter";

import type { Answer } from "../api/useAnswer";
import { Empty } from "../kit/Empty";
import { type Column, Listing } from "../kit/Listing";
import { When } from "../kit/When";
import { useCommon, useFormat } from "../words";
import type { CurrentAccessQuery, OwnRoleFragment } from "./access.operations";
import { LeaveButton } from "./LeaveButton";
import { LeaveRole } from "./LeaveRole";
import { standing } from "./standing";
import { useAccessWords } from "./useAccessWords";

interface Props {
  answer: Answer<CurrentAccessQuery>;
  onMore: (endCursor: string | null) => void;
  onLeft: (said: string) => void;
}

/** The accounts that the viewer may enter: by which role, over what, since and until when. */
export function HeldRoles({ answer, onMore, onLeft }: Props) {
  const words = useAccessWords();
  const [leaving, setLeaving] = useState<OwnRoleFragment | null>(null);
  const columns = useColumns(setLeaving);
  return (
    <section aria-label={words.roles}>
      <Title headingLevel="h2">{words.roles}</Title>
      <Listing
        label={words.roles}
        answer={answer}
        page={({ viewer }) => viewer && standing(viewer.currentAccess)}
        columns={columns}
        keyOf={({ id }) => id}
        onMore={() => onMore(answer.data?.viewer?.currentAccess.pageInfo.endCursor ?? null)}
        empty={<NoRoles />}
      />
      {leaving && (
        <LeaveRole of={leaving} onClose={() => setLeaving(null)} onLeft={(said) => {
          setLeaving(null);
          onLeft(said);
        }} />
      )}
    </section>
  );
}

function NoRoles() {
  const words = useAccessWords();
  return (
    <Empty
      title={words.noRoles}
      level="h3"
      actions={<Link href="/request-access" className="pf-v6-c-button pf-m-link">{words.request}</Link>}
    >
      {words.noRolesBody}
    </Empty>
  );
}

function useColumns(leave: (role: OwnRoleFragment) => void): Column<OwnRoleFragment>[] {
  const words = useAccessWords();
  const common = useCommon();
  const format = useFormat();
  return [
    { name: words.account, show: ({ account }) => <AccountName of={account} /> },
    { name: words.role, show: ({ role }) => common.role[role] },
    {
      name: words.parts,
      show: ({ virtualAccounts: parts }) => (parts.length ? format.list(parts.map(({ name }) => name)) : words.whole),
    },
    { name: words.origin, show: (row) => <Origin of={row} /> },
    { name: words.since, show: ({ grantedAt }) => <When at={grantedAt} /> },
    { name: words.until, show: ({ endsAt }) => (endsAt ? <When at={endsAt} exact /> : words.open) },
    { name: words.by, show: ({ grantedBy }) => grantedBy?.fullName ?? common.theSystem },
    { name: common.actions, actions: true, show: (row) => <Leave of={row} onLeave={() => leave(row)} /> },
  ];
}

function AccountName({ of: account }: { of: OwnRoleFragment["account"] }) {
  return (
    <>
      {account.viewerCanView.allowed ? <Link href={`/accounts/${account.id}`}>{account.name}</Link> : account.name}
      <div className="quiet">{account.domainIdentifier}</div>
    </>
  );
}

function Origin({ of: { origin, request } }: { of: OwnRoleFragment }) {
  const { origins } = useAccessWords();
  return request ? <Link href={`/requests/${request.id}`}>{origins[origin]}</Link> : origins[origin];
}

function Leave({ of: held, onLeave }: { of: OwnRoleFragment; onLeave: () => void }) {
  const words = useAccessWords();
  const common = useCommon();
  const isLast = held.role === "SMART_ACCOUNT_ADMIN" && held.account.administrators === 1;
  const because = isLast ? words.lastAdministrator : undefined;
  return (
    <LeaveButton label={words.leaveOf(common.role[held.role], held.account.name)} can={held.viewerCanRevoke} because={because} onClick={onLeave}>
      {words.leave}
    </LeaveButton>
  );
}
