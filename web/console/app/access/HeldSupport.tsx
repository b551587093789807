import { Title } from "@patternfly/react-core";
import { useState } from "react";
import { Link } from "wouter";

import type { Answer } from "../api/useAnswer";
import { Empty } from "../kit/Empty";
import { type Column, Listing } from "../kit/Listing";
import { When } from "../kit/When";
import { useCommon, useFormat } from "../words";
import type { CurrentAccessQuery, OwnSupportFragment } from "./access.operations";
import { EndSupport } from "./EndSupport";
import { LeaveButton } from "./LeaveButton";
import { standing } from "./standing";
import { useAccessWords } from "./useAccessWords";

interface Props {
  answer: Answer<CurrentAccessQuery>;
  onMore: (endCursor: string | null) => void;
  onEnded: (said: string) => void;
}

/** The contracts, bill-to IDs and devices for which the viewer may ask for support. */
export function HeldSupport({ answer, onMore, onEnded }: Props) {
  const words = useAccessWords();
  const [ending, setEnding] = useState<OwnSupportFragment | null>(null);
  const columns = useColumns(setEnding);
  return (
    <section aria-label={words.support}>
      <Title headingLevel="h2">{words.support}</Title>
      <Listing
        label={words.support}
        answer={answer}
        page={({ viewer }) => viewer && standing(viewer.supportAccess)}
        columns={columns}
        keyOf={({ id }) => id}
        onMore={() => onMore(answer.data?.viewer?.supportAccess.pageInfo.endCursor ?? null)}
        empty={<NoSupport />}
      />
      {ending && (
        <EndSupport of={ending} onClose={() => setEnding(null)} onEnded={(said) => {
          setEnding(null);
          onEnded(said);
        }} />
      )}
    </section>
  );
}

function NoSupport() {
  const words = useAccessWords();
  return (
    <Empty
      title={words.noSupport}
      level="h3"
      actions={<Link href="/access/add" className="pf-v6-c-button pf-m-link">{words.add}</Link>}
    >
      {words.noSupportBody}
    </Empty>
  );
}

function useColumns(end: (access: OwnSupportFragment) => void): Column<OwnSupportFragment>[] {
  const words = useAccessWords();
  const common = useCommon();
  return [
    { name: words.key, show: ({ keyKind, key }) => `${common.keyKind[keyKind]} ${key}` },
    { name: words.level, show: ({ level }) => common.level[level] },
    { name: words.contract, show: (row) => <ContractOf row={row} /> },
    { name: words.since, show: ({ grantedAt }) => <When at={grantedAt} /> },
    { name: words.by, show: ({ grantedBy }) => grantedBy?.fullName ?? words.atOnce },
    {
      name: common.actions,
      actions: true,
      show: (row) => (
        <LeaveButton label={words.giveUpOf(row.key)} can={row.viewerCanRevoke} onClick={() => end(row)}>
          {words.giveUp}
        </LeaveButton>
      ),
    },
  ];
}

function ContractOf({ row: { contract } }: { row: OwnSupportFragment }) {
  const words = useAccessWords();
  const format = useFormat();
  if (!contract) return null;
  return (
    <>
      <Link href={`/contracts/${encodeURIComponent(contract.number)}`}>{contract.number}</Link>{" "}
      {contract.company.name}
      <div className="quiet">{words.runsUntil(format.date(contract.endsOn))}</div>
    </>
  );
}
