import { Grid, GridItem } from "@patternfly/react-core";
import { Redirect } from "wouter";

import { useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { StatusLabel } from "../kit/StatusLabel";
import { useLast } from "../review/useLast";
import { useFrame } from "../shell/useFrame";
import { useCommon } from "../words";
import { DecideSupport } from "./DecideSupport";
import { SupportRequestDocument } from "./decide.operations";
import { SupportAsked } from "./SupportAsked";
import { useSupportWords } from "./useSupportWords";

/** One request for support access, for who decides it; its requester has a page of one's own. */
export function SupportRequestPage({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const words = useSupportWords();
  const common = useCommon();
  const { viewer } = useFrame();
  const answer = useAnswer(SupportRequestDocument, { id }, {
    outdatedBy: ({ about, kind }) => about?.__typename === "SupportAccessRequest" || kind === "SUPPORT_ACCESS_CHANGED",
  });
  const request = useLast(answer.data?.supportAccessRequest);
  const gone = request !== undefined && answer.data?.supportAccessRequest === null;
  if (request?.requester.id === viewer.user.id) return <Redirect to={`/requests/${id}`} replace />;
  return (
    <Page
      title={request ? words.requestOf(request.profile.fullName, `${common.keyKind[request.keyKind]} ${request.key}`) : words.title}
      within={[[words.title, "/support/requests"]]}
      lead={request && <StatusLabel status={request.status} word={words.status[request.status]} />}
    >
      <Loaded answer={answer} part={() => request}>
        {(found) => (
          <Grid hasGutter className="review">
            <GridItem xl={6} className="about"><SupportAsked request={found} /></GridItem>
            <GridItem xl={6}>
              <DecideSupport request={found} gone={gone} queue={answer.data?.supportAccessRequests ?? null} />
            </GridItem>
          </Grid>
        )}
      </Loaded>
    </Page>
  );
}
