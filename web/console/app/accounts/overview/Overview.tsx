import { Grid, GridItem } from "@patternfly/react-core";

import { useAnswer } from "../../api/useAnswer";
import { Account } from "../Account";
import { Administrators } from "./Administrators";
import { AccountOverviewDocument } from "./overview.operations";
import { OwnRoles } from "./OwnRoles";
import { Properties } from "./Properties";
import { Rights } from "./Rights";
import { Warnings } from "./Warnings";

/** An account at a glance: what it is, who runs it, and what the viewer may do in it. */
export function Overview({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const answer = useAnswer(AccountOverviewDocument, { id }, { outdatedBy: ({ account }) => account?.id === id });
  return (
    <Account tab="overview" answer={answer} account={({ smartAccount }) => smartAccount}>
      {(account) => (
        <>
          <Warnings of={account} />
          <Grid hasGutter>
            <GridItem lg={7}>
              <Properties of={account} refresh={answer.refresh} />
            </GridItem>
            <GridItem lg={5}>
              <Administrators of={account} />
            </GridItem>
            <GridItem lg={7}>
              <Rights of={account} />
            </GridItem>
            <GridItem lg={5}>
              <OwnRoles of={account} />
            </GridItem>
          </Grid>
        </>
      )}
    </Account>
  );
}
