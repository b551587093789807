import { Grid, GridItem, Stack, StackItem } from "@patternfly/react-core";
import { useState } from "react";

import { type Answer, useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { Said } from "../kit/Said";
import { usePages } from "../kit/usePages";
import { isAboutSupport } from "./aboutSupport";
import { OneContractDocument, type OneContractQuery } from "./contracts.operations";
import { Coverage } from "./Coverage";
import { GiveAccess } from "./GiveAccess";
import { Holders } from "./Holders";
import { useContractWords } from "./useContractWords";
import { WaitingRequests } from "./WaitingRequests";

/** A contract: what it covers, who has access to it, and who asks for it. */
export function ContractPage({ params }: { params: Record<string, string> }) {
  const number = params["number"] ?? "";
  const words = useContractWords();
  const pages = usePages();
  const answer = useAnswer(OneContractDocument, { number, first: pages.first, after: pages.after }, { outdatedBy: isAboutSupport });
  const contract = answer.data?.contract;
  return (
    <Page
      title={words.contract(contract?.number ?? number)}
      waiting={contract?.supportAccessRequests?.totalCount ?? 0}
      within={contract?.supportAccess ? [[words.title, "/contracts"]] : []}
    >
      <Loaded answer={answer} part={({ contract: found }) => found}>
        {(found) => <Parts of={found} answer={answer} onMore={pages.more} />}
      </Loaded>
    </Page>
  );
}

interface PartsProps {
  of: NonNullable<OneContractQuery["contract"]>;
  answer: Answer<OneContractQuery>;
  onMore: (endCursor: string | null) => void;
}

/** Who merely has access sees what the contract covers, and nothing of the others. */
function Parts({ of: contract, answer, onMore }: PartsProps) {
  const [said, say] = useState("");
  if (!contract.supportAccess) return <Coverage of={contract} />;
  return (
    <Stack hasGutter>
      <StackItem>
        <Said text={said} />
        <WaitingRequests answer={answer} />
      </StackItem>
      <StackItem>
        <Holders answer={answer} onMore={() => onMore(contract.supportAccess?.pageInfo.endCursor ?? null)} onEnded={say} />
      </StackItem>
      <StackItem>
        <Grid hasGutter>
          <GridItem xl={6}><Coverage of={contract} /></GridItem>
          <GridItem xl={6}>
            <GiveAccess contract={contract.number} onGiven={(text) => {
              say(text);
              answer.refresh();
            }} />
          </GridItem>
        </Grid>
      </StackItem>
    </Stack>
  );
}
