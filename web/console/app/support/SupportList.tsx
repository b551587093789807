import { Button } from "@patternfly/react-core";
import type { ReactNode } from "react";

import type { Answer } from "../api/useAnswer";
import { Empty } from "../kit/Empty";
import { Listing, type Paged } from "../kit/Listing";
import { Page } from "../kit/Page";
import { useSupportColumns } from "./columns";
import type { SupportRequestRowFragment } from "./list.operations";
import type { useSupportFilters } from "./useSupportFilters";
import { useSupportNews } from "./useSupportNews";
import { useSupportWords } from "./useSupportWords";

interface Props<Data> {
  lead: ReactNode;
  staff?: boolean;
  answer: Answer<Data>;
  page: (data: Data) => Paged<SupportRequestRowFragment> | null | undefined;
  filters: ReturnType<typeof useSupportFilters>;
  onMore?: (endCursor: string | null) => void;
}

/**
 * A list of requests for support access. What a colleague acts upon stays in its row and is told
 * there, until one moves on; what is new is announced and pushes nothing down.
 */
export function SupportList<Data>({ lead, staff = false, answer: asked, page, filters, onMore }: Props<Data>) {
  const words = useSupportWords();
  const [news, answer] = useSupportNews(asked);
  const columns = useSupportColumns({ deciders: staff });
  const { controls, isPlain, status, clear } = filters;
  return (
    <Page title={words.title} lead={lead}>
      <Listing
        label={words.title}
        answer={answer}
        page={page}
        columns={columns}
        keyOf={({ id }) => id}
        look={(row) => (status.length && !status.includes(row.status) ? "ended" : "")}
        filters={controls}
        filtered={!isPlain}
        onClear={clear}
        news={news}
        empty={
          <Empty title={words.nonePending} actions={<Button variant="link" onClick={clear}>{words.showAll}</Button>}>
            {words.nonePendingBody}
          </Empty>
        }
        onMore={() => onMore?.((answer.data && page(answer.data)?.pageInfo.endCursor) ?? null)}
      />
    </Page>
  );
}
