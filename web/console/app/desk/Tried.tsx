import { Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";

import { When } from "../kit/When";
import { useWords } from "../words";
import problems from "../words/problems.en";
import type { Case } from "./CasePage";
import { useDeskWords } from "./useDeskWords";

const vocabulary = { en: problems, de: () => import("../words/problems.de") };

/** The contracts and devices that the applicant tried, and why they led nowhere. */
export function Tried({ of: pairs }: { of: Case["review"]["triedPairs"] }) {
  const { case: words } = useDeskWords();
  const reasons = useWords(vocabulary);
  return (
    <Table aria-label={words.tried} variant="compact">
      <Thead>
        <Tr>
          <Th>{words.contract}</Th>
          <Th>{words.serial}</Th>
          <Th>{words.triedAt}</Th>
          <Th>{words.result}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {pairs.map(({ contractNumber, serialNumber, triedAt, problem }) => (
          <Tr key={`${triedAt} ${contractNumber} ${serialNumber}`}>
            <Td dataLabel={words.contract} modifier="breakWord">{contractNumber}</Td>
            <Td dataLabel={words.serial} modifier="breakWord">{serialNumber}</Td>
            <Td dataLabel={words.triedAt}><When at={triedAt} /></Td>
            <Td dataLabel={words.result}>{problem ? reasons[problem] : <Label status="success">{words.right}</Label>}</Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
