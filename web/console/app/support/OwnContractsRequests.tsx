import { Link } from "wouter";

import { useAnswer } from "../api/useAnswer";
import type { Paged } from "../kit/Listing";
import { ContractsRequestsDocument, type ContractsRequestsQuery, type SupportRequestRowFragment } from "./list.operations";
import { SupportList } from "./SupportList";
import { useSupportFilters } from "./useSupportFilters";
import { useSupportWords } from "./useSupportWords";

/** The requests about the contracts that the viewer administers, in one list. */
export function OwnContractsRequests() {
  const words = useSupportWords();
  const filters = useSupportFilters({ staff: false });
  const answer = useAnswer(ContractsRequestsDocument, { filter: filters.filter });
  return (
    <SupportList
      lead={<>{words.lead} {answer.data && isCut(answer.data) && <Link href="/contracts">{words.cut}</Link>}</>}
      answer={answer}
      page={joined}
      filters={filters}
    />
  );
}

function listsOf({ viewer }: ContractsRequestsQuery) {
  return viewer?.administeredContracts.nodes.flatMap(({ supportAccessRequests: list }) => (list ? [list] : [])) ?? [];
}

/** Whether there is more than one query may ask for: it is found contract by contract. */
function isCut(data: ContractsRequestsQuery): boolean {
  const contracts = data.viewer?.administeredContracts;
  const lists = listsOf(data);
  return (contracts?.totalCount ?? 0) > lists.length || lists.some(({ nodes, totalCount }) => totalCount > nodes.length);
}

/** The contracts' lists as one, those with the last activity first, as each of them is sorted. */
function joined(data: ContractsRequestsQuery): Paged<SupportRequestRowFragment> {
  const lists = listsOf(data);
  const nodes = lists.flatMap((list) => list.nodes);
  return {
    nodes: nodes.toSorted((one, other) => other.lastActivityAt.localeCompare(one.lastActivityAt)),
    totalCount: lists.reduce((sum, { totalCount }) => sum + totalCount, 0),
    pageInfo: { hasNextPage: false, endCursor: null },
  };
}
