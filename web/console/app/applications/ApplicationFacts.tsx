import { Facts } from "../kit/Facts";
import { When } from "../kit/When";
import { useCommon, useFormat } from "../words";
import type { ApplicationDetailsFragment } from "./applications.operations";
import { useApplicationWords } from "./useApplicationWords";

/** What is asked for, and by which way it goes. */
export function ApplicationFacts({ of }: { of: ApplicationDetailsFragment }) {
  const { facts, causes } = useApplicationWords();
  const common = useCommon();
  const format = useFormat();
  const linked = of.applicationStage === "PENDING_AUTHORIZATION";
  return (
    <Facts
      of={[
        [facts.name, of.accountName],
        [facts.domain, of.displayedDomain],
        [facts.type, common.accountType[of.accountType]],
        [facts.nominee, of.nominee ? `${of.nominee.fullName} (${of.nomineeEmail})` : of.nomineeEmail],
        [facts.cause, of.reviewCause && causes[of.reviewCause]],
        [facts.alike, of.lookAlikes?.length ? format.list(of.lookAlikes) : null],
        [facts.reason, of.reason && <span className="kept-lines">{of.reason}</span>],
        [facts.sent, <When at={of.submittedAt} exact />],
        [facts.linkSent, linked && of.linkSentAt ? <When at={of.linkSentAt} exact /> : null],
        [facts.linkWorks, linked && of.linkExpiresAt ? <When at={of.linkExpiresAt} exact /> : null],
      ]}
    />
  );
}
