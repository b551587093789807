import { Alert, List, ListItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { useCommon } from "../words";
import { useApplicationWords } from "./useApplicationWords";
import type { Match } from "./useSimilar";

/** Accounts that are there already: to be let in there may be all that one needs. */
export function Similar({ accounts }: { accounts: Match[] }) {
  const { apply: words } = useApplicationWords();
  const common = useCommon();
  return (
    <div aria-live="polite">
      {accounts.length > 0 && (
        <Alert isInline variant="info" component="h3" title={words.similar(accounts.length)}>
          <p>{words.similarBody}</p>
          <List isPlain>
            {accounts.map(({ id, name, domainIdentifier, type }) => (
              <ListItem key={id}>
                {name} · {domainIdentifier} · {common.accountType[type]}{" "}
                <div>
                  <Link href={`/request-access?domain=${encodeURIComponent(domainIdentifier)}`}>{words.instead(name)}</Link>
                </div>
              </ListItem>
            ))}
          </List>
        </Alert>
      )}
    </div>
  );
}
