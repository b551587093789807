import { Label } from "@patternfly/react-core";
import { Link } from "wouter";

import type { Column } from "../../kit/Listing";
import { StatusLabel } from "../../kit/StatusLabel";
import { When } from "../../kit/When";
import { useGrantWords } from "../useGrantWords";
import type { AccountRequestsQuery } from "./list.operations";
import { useDecisionWords } from "./useDecisionWords";

type Row = NonNullable<NonNullable<AccountRequestsQuery["smartAccount"]>["accessRequests"]>["nodes"][number];

interface Options {
  placeOf: (id: string) => string;
  /** The one that is shown beside the list; there is room for less then. */
  open: string;
}

/** What the list of requests shows of each. */
export function useColumns({ placeOf, open }: Options): Column<Row>[] {
  const { columns } = useDecisionWords();
  const standing: Column<Row> = { name: columns.status, show: (row) => <Standing row={row} /> };
  const requester: Column<Row> = {
    name: columns.requester,
    show: ({ id, profile }) => (
      <div>
        <Link id={rowOf(id)} href={placeOf(id)} aria-current={id === open ? "true" : undefined}>{profile.fullName}</Link>
        <div className="quiet">{profile.email}</div>
      </div>
    ),
  };
  if (open) return [requester, standing];
  return [
    requester,
    { name: columns.company, show: ({ profile }) => profile.companyName },
    { name: columns.asks, show: (row) => <Asks row={row} /> },
    { name: columns.sent, show: (row) => <Sent row={row} /> },
    standing,
  ];
}

/** The id of the link that opens a request. */
export function rowOf(id: string): string {
  return `request-${id}`;
}

function Asks({ row: { proposedRole, proposedVirtualAccounts } }: { row: Row }) {
  const words = useDecisionWords();
  const grantOf = useGrantWords();
  return proposedRole ? grantOf(proposedRole, proposedVirtualAccounts) : <span className="quiet">{words.anyRole}</span>;
}

function Sent({ row: { submittedAt, reminders, escalatedAt } }: { row: Row }) {
  const words = useDecisionWords();
  return (
    <div>
      <When at={submittedAt} /> {escalatedAt && <Label isCompact status="warning">{words.escalated}</Label>}
      {reminders > 0 && <div className="quiet">{words.remindedTimes(reminders)}</div>}
    </div>
  );
}

/** Where it stands, and who brought it there: "Approved by Ben Boss · just now". */
function Standing({ row: { status, actedBy, actedByRule, actedAt } }: { row: Row }) {
  const words = useDecisionWords();
  const by = actedBy?.fullName ?? (actedByRule ? words.rule(actedByRule) : null);
  return (
    <div>
      <StatusLabel status={status} />
      {actedAt && (
        <div className="quiet">
          {by && <>{words.by(by)} · </>}
          <When at={actedAt} />
        </div>
      )}
    </div>
  );
}
