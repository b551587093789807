import { useState } from "react";

import { useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { useLast } from "../review/useLast";
import { useFrame } from "../shell/useFrame";
import { ApplicationView } from "./ApplicationView";
import { type ApplicationDetailsFragment, OneApplicationDocument, type OneApplicationQuery } from "./applications.operations";
import { DomainReview } from "./DomainReview";
import { StageLabel } from "./StageLabel";
import { useApplicationWords } from "./useApplicationWords";

/** An application for a new account, for whoever has a part in it; it changes by itself. */
export function ApplicationPage({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const words = useApplicationWords();
  const { viewer, accountApplications } = useFrame();
  const answer = useAnswer(OneApplicationDocument, { id }, {
    outdatedBy: ({ about }) => about?.__typename === "AccountApplication",
  });
  const application = useLast(answer.data?.accountApplication);
  if (application && application.requester.id !== viewer.user.id && accountApplications)
    return <ForOperators application={application} others={answer.data?.accountApplications ?? null} />;
  if (application) return <ApplicationView application={application} refresh={answer.refresh} />;
  return (
    <Page title={words.anyTitle}>
      <Loaded answer={answer} part={({ accountApplication }) => accountApplication}>{() => null}</Loaded>
    </Page>
  );
}

interface Props {
  application: ApplicationDetailsFragment;
  others: OneApplicationQuery["accountApplications"];
}

/** A review stays one while the screen is open, whoever ends it. */
function ForOperators({ application, others }: Props) {
  const words = useApplicationWords();
  const [review] = useState(application.applicationStage === "PENDING_DOMAIN_REVIEW");
  if (!review) return <ApplicationView application={application} within={[[words.list.title, "/applications?stage=-"]]} />;
  return (
    <Page
      title={words.title(application.accountName)}
      within={[[words.list.title, "/applications"]]}
      waiting={others?.totalCount ?? 0}
      lead={<StageLabel stage={application.applicationStage} />}
    >
      <DomainReview application={application} others={others} />
    </Page>
  );
}
