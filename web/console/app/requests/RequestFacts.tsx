import type { ReactNode } from "react";

import { Facts } from "../kit/Facts";
import { When } from "../kit/When";
import { useCommon } from "../words";
import type { RequestDetailsFragment } from "./request.operations";
import { useRequestWords } from "./useRequestWords";

/** What a request is for: a few lines that differ by its kind. */
export function RequestFacts({ of }: { of: RequestDetailsFragment }) {
  const { facts } = useRequestWords();
  const common = useCommon();
  return (
    <Facts
      of={[
        ...useFactsOfKind(of),
        [facts.sent, <When at={of.submittedAt} exact />],
        [facts.decides, of.status === "PENDING" ? common.deciders[of.deciders] : null],
        [facts.reason, "reason" in of && of.reason ? <span className="kept-lines">{of.reason}</span> : null],
      ]}
    />
  );
}

function useFactsOfKind(of: RequestDetailsFragment): [string, ReactNode][] {
  const { facts, stages } = useRequestWords();
  const common = useCommon();
  switch (of.__typename) {
    case "AccessRequest":
      return [
        [facts.account, of.account.name],
        [facts.domain, of.account.domainIdentifier],
        [facts.accountType, common.accountType[of.account.type]],
        [facts.role, of.proposedRole && common.role[of.proposedRole]],
      ];
    case "SupportAccessRequest":
      return [
        [common.keyKind[of.keyKind], of.key],
        [facts.level, common.level[of.level]],
        [facts.explanation, of.explanation],
        [facts.deadline, of.deadline && <When at={of.deadline} exact />],
      ];
    case "AccountApplication":
      return [
        [facts.account, of.accountName],
        [facts.domain, of.displayedDomain],
        [facts.accountType, common.accountType[of.accountType]],
        [facts.nominee, of.nomineeEmail],
        [facts.stage, stages[of.applicationStage]],
      ];
    case "Registration":
      return [
        [facts.company, of.company?.name],
        [facts.contract, of.contractNumber],
        [facts.serial, of.serialNumber],
        [facts.stage, stages[of.stage]],
      ];
  }
}
