import { Link } from "wouter";

import type { Column } from "../kit/Listing";
import { StatusLabel } from "../kit/StatusLabel";
import { When } from "../kit/When";
import { useCommon } from "../words";
import type { SupportRequestRowFragment } from "./list.operations";
import { useSupportWords } from "./useSupportWords";

type Row = SupportRequestRowFragment;

/** What a list of requests for support access shows of each; who decides where that is not the same for all. */
export function useSupportColumns({ deciders = false } = {}): Column<Row>[] {
  const words = useSupportWords();
  const common = useCommon();
  return [
    {
      name: words.requester,
      show: ({ id, profile }) => (
        <>
          <Link href={`/support/requests/${id}`}>{profile.fullName}</Link>
          <div className="quiet">{profile.email}</div>
        </>
      ),
    },
    { name: words.company, show: ({ profile }) => profile.companyName },
    { name: words.key, show: ({ keyKind, key }) => `${common.keyKind[keyKind]} ${key}` },
    { name: words.level, show: ({ level }) => common.level[level] },
    { name: words.sent, show: (row) => <Sent row={row} /> },
    ...(deciders ? [{ name: words.deciders, show: (row: Row) => common.deciders[row.deciders] }] : []),
    { name: words.statusTitle, show: (row) => <SupportStanding of={row} /> },
  ];
}

function Sent({ row: { submittedAt, reminders } }: { row: Row }) {
  const words = useSupportWords();
  return (
    <>
      <When at={submittedAt} />
      {reminders > 0 && <div className="quiet">{words.reminded(reminders)}</div>}
    </>
  );
}

/** Where it stands, and who brought it there. */
export function SupportStanding({ of: { status, actedBy, actedAt } }: { of: Pick<Row, "status" | "actedBy" | "actedAt"> }) {
  const words = useSupportWords();
  return (
    <>
      <StatusLabel status={status} word={words.status[status]} />
      {actedAt && (
        <div className="quiet">
          {actedBy && <>{words.by(actedBy.fullName)} · </>}
          <When at={actedAt} />
        </div>
      )}
    </>
  );
}
