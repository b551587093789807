import { Alert } from "@patternfly/react-core";

import { useAnswer } from "../api/useAnswer";
import { Empty } from "../kit/Empty";
import { Listing } from "../kit/Listing";
import { Page } from "../kit/Page";
import { usePages } from "../kit/usePages";
import { ForStaff } from "../shell/NotAllowed";
import { useFrame } from "../shell/useFrame";
import { ReviewQueueDocument } from "./desk.operations";
import { OPEN } from "./stages";
import { useDeskColumns } from "./useDeskColumns";
import { useDeskFilters } from "./useDeskFilters";
import { useDeskNews } from "./useDeskNews";
import { useDeskWords } from "./useDeskWords";

/** The agents' queue: what waits for a person, the oldest first. */
export function Desk() {
  const words = useDeskWords();
  const { viewer, reviewQueue } = useFrame();
  const { filter, controls, isPlain, clear } = useDeskFilters();
  const { first, after, more } = usePages(JSON.stringify(filter));
  const asked = useAnswer(ReviewQueueDocument, { first, after, filter });
  const [news, answer] = useDeskNews(asked);
  const columns = useDeskColumns();
  const isAgent = viewer.profile.staff === "SUPPORT_AGENT";
  if (!reviewQueue) return <Page title={words.title}><ForStaff whom="SUPPORT_AGENT" /></Page>;
  return (
    <Page title={words.title} lead={<p>{words.lead}</p>} waiting={reviewQueue.totalCount}>
      {!isAgent && <Alert isInline isPlain variant="info" component="p" title={words.onlyLook} className="below" />}
      <Listing
        label={words.title}
        answer={answer}
        page={(data) => data.reviewQueue}
        columns={columns}
        keyOf={({ id }) => id}
        look={({ stage }) => ((filter.stage ?? OPEN).includes(stage) ? "" : "ended")}
        filters={controls}
        filtered={!isPlain}
        onClear={clear}
        news={news}
        empty={<Empty title={words.none}>{words.noneBody}</Empty>}
        onMore={() => more(answer.data?.reviewQueue?.pageInfo.endCursor ?? null)}
      />
    </Page>
  );
}
