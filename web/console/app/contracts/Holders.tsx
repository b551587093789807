import { Content, Title } from "@patternfly/react-core";
import { useState } from "react";

import { LeaveButton } from "../access/LeaveButton";
import { standing } from "../access/standing";
import type { Answer } from "../api/useAnswer";
import { type Column, Listing } from "../kit/Listing";
import { When } from "../kit/When";
import { useCommon } from "../words";
import type { ContractHolderFragment, OneContractQuery } from "./contracts.operations";
import { TakeAway } from "./TakeAway";
import { useContractWords } from "./useContractWords";

interface Props {
  answer: Answer<OneContractQuery>;
  onMore: () => void;
  onEnded: (said: string) => void;
}

/** Who has access to the contract: by what, how much, and from whom. */
export function Holders({ answer, onMore, onEnded }: Props) {
  const words = useContractWords();
  const [ending, setEnding] = useState<ContractHolderFragment | null>(null);
  const columns = useColumns(setEnding);
  return (
    <section aria-label={words.who}>
      <Title headingLevel="h2">{words.who}</Title>
      <Listing
        label={words.who}
        answer={answer}
        page={({ contract }) => contract?.supportAccess && standing(contract.supportAccess)}
        columns={columns}
        keyOf={({ id }) => id}
        onMore={onMore}
        empty={<Content component="p" className="quiet">{words.nobody}</Content>}
      />
      {ending && (
        <TakeAway of={ending} onClose={() => setEnding(null)} onEnded={(said) => {
          setEnding(null);
          onEnded(said);
        }} />
      )}
    </section>
  );
}

function useColumns(end: (access: ContractHolderFragment) => void): Column<ContractHolderFragment>[] {
  const words = useContractWords();
  const common = useCommon();
  return [
    { name: words.name, show: ({ user }) => <>{user.fullName} <div className="quiet">{user.username}</div></> },
    { name: words.company, show: ({ user }) => user.companyName },
    { name: words.by, show: ({ keyKind, key }) => `${common.keyKind[keyKind]} ${key}` },
    { name: words.level, show: ({ level }) => common.level[level] },
    { name: words.since, show: ({ grantedAt }) => <When at={grantedAt} /> },
    { name: words.givenBy, show: ({ grantedBy }) => grantedBy?.fullName ?? words.atOnce },
    {
      name: common.actions,
      actions: true,
      show: (row) => (
        <LeaveButton label={words.revokeOf(row.user.fullName, row.key)} can={row.viewerCanRevoke} onClick={() => end(row)}>
          {words.revoke}
        </LeaveButton>
      ),
    },
  ];
}
