import { HelperText, HelperTextItem, Radio } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useId } from "react";

import { useCommon } from "../../words";
import { useAskingWords } from "./useAskingWords";
import type { Finding, Found } from "./useFinding";
import { Wrong } from "../../kit/Wrong";

interface Props {
  found: Found[];
  finding: Finding;
  problem: string | undefined;
}

/** The accounts on the domain, one of which is chosen. */
export function Matches({ found, finding: { chosen, choose }, problem }: Props) {
  const words = useAskingWords().account;
  const common = useCommon();
  const id = useId();
  const { columns } = words;
  return (
    <div className="narrow">
      {found.length > 1 && (
        <HelperText id={id}>
          {problem ? <Wrong>{problem}</Wrong> : <HelperTextItem>{words.choose}</HelperTextItem>}
        </HelperText>
      )}
      <Table variant="compact" aria-label={words.found(found.length)}>
        <Thead>
          <Tr>
            <Th screenReaderText={columns.choice} />
            <Th>{columns.domain}</Th>
            <Th>{columns.name}</Th>
            <Th>{columns.type}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {found.map((account) => (
            <Tr key={account.id}>
              <Td dataLabel={columns.choice}>
                <Radio
                  id={account.id}
                  name={id}
                  aria-label={words.one(account.name)}
                  aria-describedby={found.length > 1 ? id : undefined}
                  isValid={!problem}
                  isChecked={chosen?.id === account.id}
                  onChange={() => choose(account)}
                />
              </Td>
              <Td dataLabel={columns.domain}>{account.domainIdentifier}</Td>
              <Td dataLabel={columns.name}>{account.name}</Td>
              <Td dataLabel={columns.type}>{common.accountType[account.type]}</Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
