import { Button, Gallery } from "@patternfly/react-core";
import { useLocation } from "wouter";

import { useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { useFrame } from "../shell/useFrame";
import { AccessCard } from "./AccessCard";
import { DecisionsCard } from "./DecisionsCard";
import { HomeDocument, type HomeQuery } from "./home.operations";
import { Newcomer } from "./Newcomer";
import { Open } from "./Open";
import { RequestsCard } from "./RequestsCard";
import { useHomeWords } from "./useHomeWords";

export type HomeViewer = NonNullable<HomeQuery["viewer"]>;

/** The start page: what waits for one, what one waits for, and what one has. */
export function Home() {
  const { viewer } = useFrame();
  const words = useHomeWords();
  const [, go] = useLocation();
  const answer = useAnswer(HomeDocument, {}, { outdatedBy: () => true });
  return (
    <Page
      title={words.title(viewer.user.fullName)}
      actions={<Button variant="secondary" onClick={() => go("/request-access")}>{words.ask}</Button>}
    >
      <Loaded answer={answer} part={({ viewer: found }) => found}>
        {(found) => (
          <>
            <Open of={found} />
            <Cards of={found} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Cards({ of: viewer }: { of: HomeViewer }) {
  const { reviewQueue, accountApplications } = useFrame();
  const decides =
    viewer.waitingForMe > 0 ||
    viewer.administeredAccounts.totalCount > 0 ||
    viewer.administeredCompanies.nodes.length > 0 ||
    viewer.administeredContracts.nodes.length > 0 ||
    reviewQueue !== null ||
    accountApplications !== null;
  const isNew = !decides && !viewer.requests.totalCount && !viewer.currentAccess.totalCount && !viewer.supportAccess.totalCount;
  if (isNew) return <Newcomer />;
  return (
    <Gallery hasGutter minWidths={{ default: "min(100%, 19rem)" }}>
      {decides && <DecisionsCard of={viewer} />}
      <RequestsCard of={viewer} />
      <AccessCard of={viewer} />
    </Gallery>
  );
}
