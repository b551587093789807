import { List, ListItem } from "@patternfly/react-core";

import { useCommon, useFormat } from "../words";
import type { RequestDetailsFragment } from "./request.operations";

/** What an approval gave. */
export function Granted({ of }: { of: RequestDetailsFragment }) {
  const common = useCommon();
  const format = useFormat();
  if (of.__typename === "SupportAccessRequest") return of.grantedLevel && <p>{common.level[of.grantedLevel]}</p>;
  if (of.__typename !== "AccessRequest") return null;
  return (
    <List isPlain>
      {of.grantedRoles.map(({ role, description, virtualAccounts }) => (
        <ListItem key={description}>
          <strong>{common.role[role]}</strong>
          {virtualAccounts.length > 0 && ` (${format.list(virtualAccounts.map(({ name }) => name))})`}
          {": "}
          {common.grants[role]}
        </ListItem>
      ))}
    </List>
  );
}
