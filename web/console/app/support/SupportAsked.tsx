import { Card, CardBody, CardTitle, Content, Label } from "@patternfly/react-core";
import { Link } from "wouter";

import { Facts } from "../kit/Facts";
import { Timeline } from "../requests/Timeline";
import { useCommon, useFormat } from "../words";
import type { ReviewedSupportFragment } from "./decide.operations";
import { useSupportWords } from "./useSupportWords";

type Props = { request: ReviewedSupportFragment };

/** Who asks for support, by what and why, how it was evaluated, and what happened so far. */
export function SupportAsked({ request }: Props) {
  const words = useSupportWords();
  const common = useCommon();
  const { reason, status, deciders, timeline } = request;
  return (
    <>
      <Card>
        <CardTitle component="h2" subtitle={words.asSent}>{words.who}</CardTitle>
        <CardBody><Who request={request} /></CardBody>
        <CardTitle component="h2">{words.what}</CardTitle>
        <CardBody><What request={request} /></CardBody>
        <CardTitle component="h2">{words.why}</CardTitle>
        <CardBody>
          {reason ? (
            <blockquote className="kept-lines said">{reason}</blockquote>
          ) : (
            <Content component="p" className="quiet">{words.noReason}</Content>
          )}
        </CardBody>
      </Card>
      <Card>
        <CardTitle component="h2">{words.course}</CardTitle>
        <CardBody>
          <Timeline of={timeline} {...(status === "PENDING" ? { waitsFor: common.deciders[deciders] } : {})} />
        </CardBody>
      </Card>
    </>
  );
}

function Who({ request: { profile } }: Props) {
  const words = useSupportWords();
  return (
    <Facts
      of={[
        [words.name, profile.fullName],
        [words.company, profile.companyName],
        [words.email, profile.email],
        [words.username, profile.username],
        [words.phone, profile.phone],
      ]}
    />
  );
}

function What({ request }: Props) {
  const words = useSupportWords();
  const common = useCommon();
  const format = useFormat();
  const { keyKind, key, level, grantedLevel, contract, explanation, status, deadline } = request;
  return (
    <Facts
      of={[
        [common.keyKind[keyKind], contract && keyKind === "CONTRACT" ? <ContractFact key="key" of={contract} /> : key],
        [words.level, common.level[level]],
        [words.granted, grantedLevel && common.level[grantedLevel]],
        [words.contract, contract && keyKind !== "CONTRACT" ? <ContractFact key="contract" of={contract} /> : null],
        [words.runsUntil, contract && format.date(contract.endsOn)],
        [status === "PENDING" ? words.explanation : words.evaluated, explanation && <span key="why" lang="en">{explanation}</span>],
        [words.deadline, deadline && format.moment(deadline)],
      ]}
    />
  );
}

function ContractFact({ of: contract }: { of: NonNullable<ReviewedSupportFragment["contract"]> }) {
  const words = useSupportWords();
  return (
    <>
      <Link href={`/contracts/${encodeURIComponent(contract.number)}`}>
        {words.contractOf(contract.number, contract.company.name)}
      </Link>{" "}
      {contract.locked && <Label isCompact status="info">{words.states.locked}</Label>}{" "}
      {contract.blocked && <Label isCompact status="warning">{words.states.blocked}</Label>}
    </>
  );
}
