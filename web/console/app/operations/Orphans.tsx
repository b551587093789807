import { Flex, FlexItem } from "@patternfly/react-core";
import { useState } from "react";

import { useAnswer } from "../api/useAnswer";
import { Empty } from "../kit/Empty";
import { type Column, Listing } from "../kit/Listing";
import { Said } from "../kit/Said";
import { usePages } from "../kit/usePages";
import { useCommon } from "../words";
import { Appoint } from "./Appoint";
import { CloseAccount } from "./CloseAccount";
import { type HelpedAccountFragment, AccountsWithoutAdministratorDocument } from "./operations.operations";
import { useOperationsWords } from "./useOperationsWords";

/** Accounts in which nobody can act. */
export function Orphans() {
  const { orphans: words } = useOperationsWords();
  const [said, say] = useState("");
  const pages = usePages();
  const answer = useAnswer(
    AccountsWithoutAdministratorDocument,
    { first: pages.first, after: pages.after },
    { outdatedBy: ({ kind }) => kind.startsWith("ACCOUNT_") || kind.startsWith("ROLE_") },
  );
  const columns = useColumns((text) => {
    say(text);
    answer.refresh();
  });
  return (
    <>
      <Said text={said} />
      <Listing
        label={words.label}
        answer={answer}
        page={({ accountsWithoutAdministrator }) => accountsWithoutAdministrator}
        columns={columns}
        keyOf={({ id }) => id}
        empty={<Empty title={words.empty} />}
        onMore={() => pages.more(answer.data?.accountsWithoutAdministrator?.pageInfo.endCursor ?? null)}
      />
    </>
  );
}

function useColumns(onDone: (text: string) => void): Column<HelpedAccountFragment>[] {
  const { orphans: { columns } } = useOperationsWords();
  const common = useCommon();
  return [
    { name: columns.account, show: ({ name }) => name },
    { name: columns.domain, show: ({ domainIdentifier }) => domainIdentifier },
    { name: columns.type, show: ({ type }) => common.accountType[type] },
    {
      name: columns.actions,
      actions: true,
      show: (account) => (
        <Flex>
          <FlexItem><Appoint account={account} onDone={onDone} /></FlexItem>
          <FlexItem><CloseAccount account={account} onDone={onDone} /></FlexItem>
        </Flex>
      ),
    },
  ];
}
