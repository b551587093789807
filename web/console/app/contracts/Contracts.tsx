import { Link } from "wouter";

import { useAnswer } from "../api/useAnswer";
import { Empty } from "../kit/Empty";
import { type Column, Listing } from "../kit/Listing";
import { Page } from "../kit/Page";
import { usePages } from "../kit/usePages";
import { useFormat } from "../words";
import { isAboutSupport } from "./aboutSupport";
import { type ContractRowFragment, ContractsDocument } from "./contracts.operations";
import { States } from "./States";
import { useContractWords } from "./useContractWords";

/** The contracts whose access the viewer decides about. */
export function Contracts() {
  const words = useContractWords();
  const { first, after, more } = usePages();
  const answer = useAnswer(ContractsDocument, { first, after }, { outdatedBy: isAboutSupport });
  const columns = useColumns();
  return (
    <Page title={words.title} lead={words.lead}>
      <Listing
        label={words.title}
        answer={answer}
        page={({ viewer }) => viewer?.administeredContracts}
        columns={columns}
        keyOf={({ id }) => id}
        onMore={() => more(answer.data?.viewer?.administeredContracts.pageInfo.endCursor ?? null)}
        empty={<Empty title={words.none}>{words.noneBody}</Empty>}
      />
    </Page>
  );
}

function useColumns(): Column<ContractRowFragment>[] {
  const words = useContractWords();
  const format = useFormat();
  return [
    {
      name: words.number,
      show: ({ number }) => <Link href={`/contracts/${encodeURIComponent(number)}`}>{number}</Link>,
    },
    { name: words.company, show: ({ company }) => company.name },
    { name: words.service, show: ({ serviceType }) => words.services[serviceType] },
    { name: words.runs, show: ({ endsOn }) => format.date(endsOn) },
    { name: words.state, show: (row) => <States of={row} /> },
    { name: words.holders, show: ({ holders }) => format.number(holders?.totalCount ?? 0) },
    { name: words.waiting, show: ({ waitingRequests }) => words.review(waitingRequests?.totalCount ?? 0) },
  ];
}
