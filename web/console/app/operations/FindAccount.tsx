import { Flex, FlexItem } from "@patternfly/react-core";
import { useState } from "react";
import { useQuery } from "urql";

import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { CloseAccount } from "./CloseAccount";
import { AccountsToCloseDocument } from "./closing.operations";
import { FindCard } from "./FindCard";
import { useOperationsWords } from "./useOperationsWords";

/** Finds the accounts of a domain, to close one of them. */
export function FindAccount({ onDone }: { onDone: (text: string) => void }) {
  const { close: words } = useOperationsWords();
  const common = useCommon();
  const textOf = useProblemText();
  const [domainIdentifier, setDomain] = useState("");
  const [closed, setClosed] = useState<string[]>([]);
  const [{ data, fetching }] = useQuery({
    query: AccountsToCloseDocument,
    variables: { domainIdentifier },
    pause: !domainIdentifier,
    requestPolicy: "network-only",
  });
  const found = domainIdentifier ? data?.smartAccounts : undefined;
  const accounts = found?.__typename === "SmartAccountMatches" ? found.accounts : [];
  return (
    <FindCard
      title={words.account}
      lead={words.accountBody}
      label={words.domain}
      busy={fetching}
      problem={found && "code" in found ? textOf(found) : undefined}
      onFind={setDomain}
    >
      {accounts
        .filter(({ id }) => !closed.includes(id))
        .map((account) => (
          <Flex key={account.id} className="found">
            <FlexItem grow={{ default: "grow" }}>
              {account.name}
              <div className="quiet">{account.domainIdentifier} · {common.accountType[account.type]}</div>
            </FlexItem>
            <FlexItem>
              <CloseAccount
                account={account}
                onDone={(text) => {
                  setClosed([...closed, account.id]);
                  onDone(text);
                }}
              />
            </FlexItem>
          </Flex>
        ))}
    </FindCard>
  );
}
