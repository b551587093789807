import { Button } from "@patternfly/react-core";

import { useAnswer } from "../../api/useAnswer";
import type { RequestStatus } from "../../api/types";
import { ChoiceFilter, TextFilter } from "../../kit/Filters";
import { Empty } from "../../kit/Empty";
import { Listing } from "../../kit/Listing";
import { useNews } from "../../kit/useNews";
import { usePages } from "../../kit/usePages";
import { useQueryChoices, useQueryState } from "../../kit/useQueryState";
import { later } from "../../shell/later";
import { useCommon } from "../../words";
import { Account } from "../Account";
import { Beside } from "./Beside";
import { useColumns } from "./columns";
import { AccountRequestsDocument } from "./list.operations";
import { useBeside } from "./useBeside";
import { useDecisionWords } from "./useDecisionWords";

const RequestPanel = later(async () => (await import("./RequestPanel")).RequestPanel);

const STATUSES: RequestStatus[] = ["PENDING", "APPROVED", "DECLINED", "CANCELLED", "EXPIRED"];

/**
 * The requests to enter an account. What a colleague acts upon stays in its row and is told there,
 * until one moves on; what is new is announced and pushes nothing down.
 */
export function Requests({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const words = useDecisionWords();
  const common = useCommon();
  const pages = usePages();
  const [text, setText] = useQueryState("text");
  const [status, setStatus] = useQueryChoices("status", STATUSES, "PENDING");
  const filter = { text: text || null, status: status.length ? status : null };
  const asked = useAnswer(AccountRequestsDocument, { id, first: pages.first, after: pages.after, filter });
  const [news, answer] = useNews(
    asked,
    ({ kind, account, about }) => kind === "REQUEST_SUBMITTED" && account?.id === id && about !== null,
  );
  const { open, close, placeOf } = useBeside(id);
  const columns = useColumns({ placeOf, open });
  const isPlain = status.join() === "PENDING" && !text;
  return (
    <Account tab="requests" answer={answer} account={({ smartAccount }) => smartAccount}>
      {(account) => (
        <Beside panel={open && <RequestPanel key={open} account={id} id={open} placeOf={placeOf} onClose={close} />}>
          <Listing
            label={words.list(account.name)}
            answer={answer}
            page={({ smartAccount }) => smartAccount?.accessRequests}
            columns={columns}
            keyOf={({ id: key }) => key}
            look={(row) => (status.length && !status.includes(row.status) ? "ended" : "")}
            filters={
              <>
                <TextFilter label={words.findRequest} value={text} onChange={setText} />
                <ChoiceFilter label={words.status} among={common.status} chosen={status} onChange={setStatus} />
              </>
            }
            filtered={!isPlain && (status.length > 0 || text !== "")}
            onClear={() => {
              setText("");
              setStatus([]);
            }}
            empty={
              isPlain ? (
                <Empty title={words.nonePending} actions={<Button variant="link" onClick={() => setStatus([])}>{words.showAll}</Button>}>
                  {words.nonePendingBody}
                </Empty>
              ) : undefined
            }
            news={news}
            onMore={() => pages.more(account.accessRequests?.pageInfo.endCursor ?? null)}
          />
        </Beside>
      )}
    </Account>
  );
}
