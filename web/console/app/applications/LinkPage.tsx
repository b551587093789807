import { Alert, Card, CardBody, Content } from "@patternfly/react-core";
import { useState } from "react";
import { Link } from "wouter";

import { useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { useLast } from "../review/useLast";
import type { ApplicationDetailsFragment } from "./applications.operations";
import { Authorize } from "./Authorize";
import { type ApplicationByLinkQuery, ApplicationByLinkDocument } from "./link.operations";
import { Standing } from "./Standing";
import { useApplicationWords } from "./useApplicationWords";

/**
 * What a mailed link leads to. To look spends nothing: programs that read mails open links too,
 * so that only a button answers.
 */
export function LinkPage({ params }: { params: Record<string, string> }) {
  const token = params["token"] ?? "";
  const { link: words } = useApplicationWords();
  const [declined, setDeclined] = useState(false);
  const answer = useAnswer(ApplicationByLinkDocument, { token }, {
    outdatedBy: ({ about }) => about?.__typename === "AccountApplication",
  });
  const application = useLast(answer.data?.accountApplicationByToken);
  return (
    <Page title={words.title}>
      <Loaded answer={answer} part={({ viewer }) => viewer}>
        {(viewer) => (
          <div className="narrow">
            {!application && <Used viewer={viewer} />}
            {application && declined && <Declined by={application.profile.fullName} />}
            {application && !declined && (
              <Waiting application={application} token={token} onDeclined={() => setDeclined(true)} />
            )}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

interface WaitingProps {
  application: ApplicationDetailsFragment;
  token: string;
  onDeclined: () => void;
}

function Waiting({ application, token, onDeclined }: WaitingProps) {
  const waits = application.applicationStage === "PENDING_AUTHORIZATION";
  // It may end while the page is open: taken back, or answered in another window.
  return waits ? <Authorize application={application} token={token} onDeclined={onDeclined} /> : <Standing of={application} />;
}

/** A link that leads nowhere any more: no fault of whoever follows it. */
function Used({ viewer }: { viewer: NonNullable<ApplicationByLinkQuery["viewer"]> }) {
  const { link: words } = useApplicationWords();
  const open = viewer.accountApplications.nodes.filter(({ viewerCanSetUp }) => viewerCanSetUp.allowed);
  return (
    <Card>
      <CardBody>
        <Content>
          <h2>{words.used}</h2>
          <p>{words.usedBody}</p>
          <p>{words.signedInAs(viewer.user.email)}</p>
          <ul>
            {open.map(({ id, accountName }) => (
              <li key={id}><Link href={`/applications/${id}`}>{words.toSetUp(accountName)}</Link></li>
            ))}
            <li><Link href="/requests">{words.toRequests}</Link></li>
          </ul>
        </Content>
      </CardBody>
    </Card>
  );
}

function Declined({ by }: { by: string }) {
  const { link: words } = useApplicationWords();
  return (
    <div ref={(place) => place?.focus()} tabIndex={-1}>
      <Alert isInline variant="info" component="h2" title={words.declined}>{words.declinedBody(by)}</Alert>
    </div>
  );
}
