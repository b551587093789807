import { Label, LabelGroup } from "@patternfly/react-core";

import type { ContractCoverageFragment } from "./contracts.operations";
import { useContractWords } from "./useContractWords";

/** What is to be known of a contract before access to it is given: each a word with its icon. */
export function States({ of: contract }: { of: ContractCoverageFragment }) {
  const { states } = useContractWords();
  return (
    <LabelGroup aria-label={states.active} numLabels={4}>
      <Label status={contract.active ? "success" : "warning"}>{contract.active ? states.active : states.over}</Label>
      {contract.locked && <Label status="info">{states.locked}</Label>}
      {contract.blocked && <Label status="danger">{states.blocked}</Label>}
      {contract.partnerBranded && <Label>{states.partnerBranded}</Label>}
    </LabelGroup>
  );
}
