import { Label } from "@patternfly/react-core";
import { Link } from "wouter";

import type { Column } from "../../kit/Listing";
import { When } from "../../kit/When";
import { useCommon, useFormat } from "../../words";
import { RoleActs } from "./RoleActs";
import { useUserWords } from "./useUserWords";
import type { HeldRoleFragment } from "./users.operations";

interface Options {
  /** How many administrators the account has; null where the viewer may not know. */
  administrators: number | null;
  onSaid: (text: string) => void;
}

/** What the list of users shows of each role. */
export function useUserColumns({ administrators, onSaid }: Options): Column<HeldRoleFragment>[] {
  const { columns } = useUserWords();
  return [
    { name: columns.user, show: ({ user }) => <Person of={user} /> },
    { name: columns.role, show: (held) => <RoleName of={held} /> },
    { name: columns.parts, show: (held) => <Parts of={held} /> },
    { name: columns.origin, show: (held) => <From of={held} /> },
    { name: columns.since, show: ({ grantedAt }) => <When at={grantedAt} /> },
    { name: columns.until, show: ({ endsAt }) => endsAt && <When at={endsAt} /> },
    { name: columns.actions, show: (held) => <RoleActs of={held} administrators={administrators} onSaid={onSaid} /> },
  ];
}

/** A name that opens the details beside the list; the list's filters stay. */
function Person({ of: { id, fullName, email } }: { of: HeldRoleFragment["user"] }) {
  const words = useUserWords();
  const parameters = new URLSearchParams(location.search);
  parameters.set("user", id);
  return (
    <div>
      <Link id={`user-${id}`} href={`${location.pathname}?${parameters}`} aria-label={words.open(fullName)}>{fullName}</Link>
      <div className="quiet">{email}</div>
    </div>
  );
}

export function RoleName({ of: { role, endedAt } }: { of: HeldRoleFragment }) {
  const common = useCommon();
  const words = useUserWords();
  return (
    <div>
      {common.role[role]} {endedAt && <Label isCompact>{words.ended}</Label>}
    </div>
  );
}

export function Parts({ of: { virtualAccounts } }: { of: HeldRoleFragment }) {
  const words = useUserWords();
  const format = useFormat();
  return virtualAccounts.length ? format.list(virtualAccounts.map(({ name }) => name)) : <span className="quiet">{words.whole}</span>;
}

export function From({ of: { origin, grantedBy } }: { of: HeldRoleFragment }) {
  const words = useUserWords();
  return (
    <div>
      {words.origins[origin]}
      {grantedBy && <div className="quiet">{words.by(grantedBy.fullName)}</div>}
    </div>
  );
}
