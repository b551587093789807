import { Card, CardBody, CardTitle } from "@patternfly/react-core";

import { Facts } from "../kit/Facts";
import { useFormat } from "../words";
import type { ContractCoverageFragment } from "./contracts.operations";
import { States } from "./States";
import { useContractWords } from "./useContractWords";

const MEANINGS = ["locked", "blocked", "partnerBranded"] as const;

/** What a contract is for, whose it is, and how long it runs. */
export function Coverage({ of: contract }: { of: ContractCoverageFragment }) {
  const words = useContractWords();
  const format = useFormat();
  const { company, serviceType, startsOn, endsOn, billToId, entitles } = contract;
  return (
    <Card component="section" isFullHeight>
      <CardTitle component="h2">{words.coverage}</CardTitle>
      <CardBody>
        <Facts
          of={[
            [words.company, <>{company.name} <span className="quiet">{company.address}</span></>],
            [words.service, words.services[serviceType]],
            [words.starts, format.date(startsOn)],
            [words.runs, format.date(endsOn)],
            [words.billTo, billToId],
            [words.portal, entitles ? words.entitles : words.entitlesNot],
            [words.state, <States key="states" of={contract} />],
            ...MEANINGS.map((one): [string, string | null] => [words.states[one], contract[one] ? words.meanings[one] : null]),
          ]}
        />
      </CardBody>
    </Card>
  );
}
