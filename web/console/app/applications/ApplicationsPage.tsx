import { Button } from "@patternfly/react-core";

import { useAnswer } from "../api/useAnswer";
import type { ApplicationStage } from "../api/types";
import { ChoiceFilter, TextFilter } from "../kit/Filters";
import { Empty } from "../kit/Empty";
import { Listing } from "../kit/Listing";
import { Page } from "../kit/Page";
import { useNews } from "../kit/useNews";
import { usePages } from "../kit/usePages";
import { useQueryChoices, useQueryState } from "../kit/useQueryState";
import { ForStaff } from "../shell/NotAllowed";
import { useFrame } from "../shell/useFrame";
import { useColumns } from "./columns";
import { ApplicationsDocument } from "./list.operations";
import { useApplicationWords } from "./useApplicationWords";

const STAGES: ApplicationStage[] = [
  "PENDING_DOMAIN_REVIEW", "PENDING_AUTHORIZATION", "PENDING_SETUP", "ACTIVE", "DECLINED", "CANCELLED",
];
const FIRST = "PENDING_DOMAIN_REVIEW";

/** The applications for new accounts, those first that wait for an operator. */
export function ApplicationsPage() {
  const { list: words } = useApplicationWords();
  const { accountApplications } = useFrame();
  return accountApplications ? <Applications /> : <Page title={words.title}><ForStaff whom="OPERATOR" /></Page>;
}

function Applications() {
  const { list: words, stages } = useApplicationWords();
  const [text, setText] = useQueryState("text");
  const [stage, setStage] = useQueryChoices("stage", STAGES, FIRST);
  const pages = usePages(`${stage.join()} ${text}`);
  const filter = { text: text || null, stage: stage.length ? stage : null };
  const asked = useAnswer(ApplicationsDocument, { first: pages.first, after: pages.after, filter });
  const [news, answer] = useNews(asked, ({ kind, about }) => kind === "REQUEST_SUBMITTED" && about?.__typename === "AccountApplication");
  const columns = useColumns();
  const isPlain = stage.join() === FIRST && !text;
  return (
    <Page title={words.title} lead={words.lead} waiting={isPlain ? (answer.data?.accountApplications?.totalCount ?? 0) : 0}>
      <Listing
        label={words.label}
        answer={answer}
        page={({ accountApplications }) => accountApplications}
        columns={columns}
        keyOf={({ id }) => id}
        look={({ applicationStage }) => (stage.length && !stage.includes(applicationStage) ? "ended" : "")}
        filters={
          <>
            <TextFilter label={words.find} value={text} onChange={setText} />
            <ChoiceFilter
              label={words.stage}
              among={Object.fromEntries(STAGES.map((one) => [one, stages[one]]))}
              chosen={stage}
              onChange={setStage}
            />
          </>
        }
        filtered={!isPlain && (stage.length > 0 || text !== "")}
        onClear={() => {
          setText("");
          setStage([]);
        }}
        empty={
          isPlain ? (
            <Empty title={words.nothing} actions={<Button variant="link" onClick={() => setStage([])}>{words.showAll}</Button>}>
              {words.nothingBody}
            </Empty>
          ) : undefined
        }
        news={news}
        onMore={() => pages.more(answer.data?.accountApplications?.pageInfo.endCursor ?? null)}
      />
    </Page>
  );
}
