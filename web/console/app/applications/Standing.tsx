import { Alert } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { Link } from "wouter";

import { When } from "../kit/When";
import { useFrame } from "../shell/useFrame";
import { useCommon } from "../words";
import type { ApplicationDetailsFragment } from "./applications.operations";
import { useApplicationWords } from "./useApplicationWords";

interface Props {
  of: ApplicationDetailsFragment;
}

const LOOKS = {
  SUBMITTED: "info",
  PENDING_DOMAIN_REVIEW: "info",
  PENDING_AUTHORIZATION: "info",
  PENDING_SETUP: "info",
  ACTIVE: "success",
  DECLINED: "danger",
  CANCELLED: "info",
} as const;

/** Where an application stands, and what comes next: announced when it changes. */
export function Standing({ of }: Props) {
  const title = useTitle(of);
  return (
    <div aria-live="polite">
      <Alert isInline component="h2" variant={LOOKS[of.applicationStage]} title={title} actionLinks={<Onwards of={of} />}>
        {of.actedAt && of.status !== "PENDING" && <p><When at={of.actedAt} /></p>}
        <Told of={of} />
      </Alert>
    </div>
  );
}

function useTitle(of: ApplicationDetailsFragment): string {
  const { standing } = useApplicationWords();
  const common = useCommon();
  const by = of.actedBy?.fullName ?? common.theSystem;
  const creator = of.forSomeoneElse ? (of.nominee?.fullName ?? of.nomineeEmail) : of.profile.fullName;
  switch (of.applicationStage) {
    case "PENDING_AUTHORIZATION":
      return standing.PENDING_AUTHORIZATION(of.nomineeEmail);
    case "PENDING_SETUP":
      return standing.PENDING_SETUP(creator);
    case "DECLINED":
      return standing.DECLINED(by);
    case "CANCELLED":
      return of.actedBy?.id === of.requester.id ? standing.CANCELLED : standing.ended;
    default:
      return standing[of.applicationStage];
  }
}

function Told({ of }: Props): ReactNode {
  const { told } = useApplicationWords();
  const { viewer } = useFrame();
  const mine = of.requester.id === viewer.user.id;
  switch (of.applicationStage) {
    case "PENDING_DOMAIN_REVIEW":
      return mine && <p>{told.afterReview[of.forSomeoneElse ? "other" : "own"]} {told.review}</p>;
    case "PENDING_AUTHORIZATION":
      return <p>{told.authorization}</p>;
    case "PENDING_SETUP":
      return mine && <p>{told.setUp}</p>;
    case "ACTIVE":
      return of.accountOfApplication && <p>{told.active}</p>;
    case "DECLINED":
      return <p className="kept-lines">{of.decisionReason || told.noReason}</p>;
    case "CANCELLED":
      return <p>{told.free}</p>;
    default:
      return null;
  }
}

function Onwards({ of }: Props): ReactNode {
  const words = useApplicationWords();
  const { viewer } = useFrame();
  const over = of.applicationStage === "DECLINED" || of.applicationStage === "CANCELLED";
  if (over && of.requester.id === viewer.user.id) return <Link href="/accounts/new">{words.again}</Link>;
  if (of.applicationStage !== "ACTIVE" || !of.accountOfApplication) return null;
  return <Link href={`/accounts/${of.accountOfApplication.id}`}>{words.toAccount}</Link>;
}
