import { Button } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";

import { When } from "../kit/When";
import { useCommon } from "../words";
import type { ProfileTokenFragment } from "./profile.operations";
import { useProfileWords } from "./useProfileWords";

interface Props {
  of: ProfileTokenFragment[];
  onRevoke: (token: ProfileTokenFragment) => void;
}

export function TokenTable({ of: tokens, onRevoke }: Props) {
  const { columns, tokens: label, never, notUsed, revoke, revokeOf } = useProfileWords();
  const { actions } = useCommon();
  return (
    <Table aria-label={label} variant="compact">
      <Thead>
        <Tr>
          <Th>{columns.name}</Th>
          <Th>{columns.made}</Th>
          <Th>{columns.used}</Th>
          <Th>{columns.ends}</Th>
          <Th screenReaderText={actions} />
        </Tr>
      </Thead>
      <Tbody>
        {tokens.map((token) => (
          <Tr key={token.id}>
            <Td dataLabel={columns.name} modifier="breakWord">{token.name}</Td>
            <Td dataLabel={columns.made}><When at={token.createdAt} /></Td>
            <Td dataLabel={columns.used}>{token.lastUsedAt ? <When at={token.lastUsedAt} /> : notUsed}</Td>
            <Td dataLabel={columns.ends}>{token.expiresAt ? <When at={token.expiresAt} /> : never}</Td>
            <Td dataLabel={actions} isActionCell>
              <Button variant="link" isDanger isInline aria-label={revokeOf(token.name)} onClick={() => onRevoke(token)}>{revoke}</Button>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
