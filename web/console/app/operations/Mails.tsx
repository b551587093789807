import { Button, ToolbarItem } from "@patternfly/react-core";
import { useState } from "react";

import { useAnswer } from "../api/useAnswer";
import type { EmailStatus } from "../api/types";
import { ChoiceFilter, TextFilter } from "../kit/Filters";
import { Listing } from "../kit/Listing";
import { Said } from "../kit/Said";
import { usePages } from "../kit/usePages";
import { useQueryChoices, useQueryState } from "../kit/useQueryState";
import { useMailColumns } from "./mailColumns";
import { MailsDocument } from "./mails.operations";
import { useOperationsWords } from "./useOperationsWords";

const STATUSES: EmailStatus[] = ["FAILED", "QUEUED", "HELD", "SENT", "DIGESTED", "CANCELLED"];

/** What was mailed, what is owed, and what could not be delivered. */
export function Mails() {
  const { mails: words } = useOperationsWords();
  const [said, say] = useState("");
  const [to, setTo] = useQueryState("to");
  const [status, setStatus] = useQueryChoices("status", STATUSES);
  const pages = usePages(`${to} ${status.join()}`);
  const filter = { toAddress: to || null, status: status.length ? status : null };
  const answer = useAnswer(MailsDocument, { first: pages.first, after: pages.after, filter });
  return (
    <>
      <Said text={said} />
      <Listing
        label={words.label}
        answer={answer}
        page={({ emailMessages }) => emailMessages}
        columns={useMailColumns(say)}
        keyOf={({ id }) => id}
        filters={
          <>
            <TextFilter label={words.address} value={to} onChange={setTo} />
            <ChoiceFilter label={words.status} among={words.statuses} chosen={status} onChange={setStatus} />
            {/* Nothing tells of mails as they go out. */}
            <ToolbarItem>
              <Button variant="secondary" isLoading={answer.refreshing} onClick={answer.refresh}>{words.refresh}</Button>
            </ToolbarItem>
          </>
        }
        filtered={to !== "" || status.length > 0}
        onClear={() => {
          setTo("");
          setStatus([]);
        }}
        onMore={() => pages.more(answer.data?.emailMessages?.pageInfo.endCursor ?? null)}
      />
    </>
  );
}
