import { Grid, GridItem } from "@patternfly/react-core";

import { Loaded } from "../../kit/Loaded";
import { Page } from "../../kit/Page";
import { StatusLabel } from "../../kit/StatusLabel";
import { Decide } from "./Decide";
import { Requester } from "./Requester";
import { useDecisionWords } from "./useDecisionWords";
import { useReviewed } from "./useReviewed";

/** One request to enter an account, for who decides it: beside who asks and why, the decision. */
export function RequestReview({ params }: { params: Record<string, string> }) {
  const id = params["rid"] ?? "";
  const words = useDecisionWords();
  const { answer, request, gone } = useReviewed(id, params["id"] ?? "");
  return (
    <Page
      title={request ? words.requestOf(request.profile.fullName) : words.all}
      within={request ? [[request.account.name, `/accounts/${request.account.id}`], [words.all, `/accounts/${request.account.id}/requests`]] : []}
      waiting={request?.account.pendingRequests ?? 0}
      lead={request && <StatusLabel status={request.status} />}
    >
      <Loaded answer={answer} part={() => request}>
        {(found) => (
          <Grid hasGutter className="review">
            <GridItem xl={6} className="about">
              <Requester request={found} />
            </GridItem>
            <GridItem xl={6}>
              <Decide request={found} gone={gone} />
            </GridItem>
          </Grid>
        )}
      </Loaded>
    </Page>
  );
}
