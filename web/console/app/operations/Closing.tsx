import { Grid, GridItem } from "@patternfly/react-core";
import { useState } from "react";

import { Said } from "../kit/Said";
import { FindAccount } from "./FindAccount";
import { FindUser } from "./FindUser";

/** Closes accounts and sign-ins, after they were found and looked at. */
export function Closing() {
  const [said, say] = useState("");
  return (
    <>
      <Said text={said} />
      <Grid hasGutter>
        <GridItem lg={6}><FindAccount onDone={say} /></GridItem>
        <GridItem lg={6}><FindUser onDone={say} /></GridItem>
      </Grid>
    </>
  );
}
