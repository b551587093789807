import { Alert, List, ListItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { useCommon, useFormat } from "../../words";
import { useAskingWords } from "./useAskingWords";
import type { Found } from "./useFinding";

/** What one has in the chosen account already, or waits for. */
export function Chosen({ account }: { account: Found }) {
  const words = useAskingWords().account;
  if (account.pending)
    return (
      <Alert
        isInline
        variant="warning"
        title={words.pending(account.name)}
        actionLinks={<Link href={`/requests/${account.pending}`}>{words.toPending}</Link>}
      >
        {words.pendingBody}
      </Alert>
    );
  return account.held.length > 0 && <Held account={account} />;
}

function Held({ account }: { account: Found }) {
  const words = useAskingWords().account;
  const common = useCommon();
  const format = useFormat();
  return (
    <Alert isInline variant="info" title={words.held(account.name)}>
      <List isPlain>
        {account.held.map(({ id, role, virtualAccounts }) => (
          <ListItem key={id}>
            {common.role[role]}
            {virtualAccounts.length > 0 && ` (${format.list(virtualAccounts.map(({ name }) => name))})`}
          </ListItem>
        ))}
      </List>
      <p>{words.heldBody}</p>
    </Alert>
  );
}
