import "./events.css";

import { Button, Tooltip } from "@patternfly/react-core";
import { useRef, useState } from "react";

import { type Answer, useAnswer } from "../../api/useAnswer";
import { useNotices } from "../../api/notices";
import { Empty } from "../../kit/Empty";
import { type Column, Listing } from "../../kit/Listing";
import { usePages } from "../../kit/usePages";
import { When } from "../../kit/When";
import { Account, NotForViewer } from "../Account";
import { EventFilters } from "./EventFilters";
import { AccountEventsDocument, type LoggedEventFragment } from "./events.operations";
import { Export } from "./Export";
import { useEventFilters } from "./useEventFilters";
import { useEventWords } from "./useEventWords";

/** Who did what in an account, and when; what comes meanwhile is announced. */
export function Events({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const words = useEventWords();
  const filters = useEventFilters();
  const pages = usePages(JSON.stringify(filters.filter));
  const asked = useAnswer(AccountEventsDocument, { id, first: pages.first, after: pages.after, filter: filters.filter });
  const [news, answer] = useNews(id, asked);
  const columns = useColumns(filters.setActor);
  return (
    <Account
      tab="events"
      answer={answer}
      account={({ smartAccount }) => smartAccount}
      actions={<Export account={id} filter={filters.filter} />}
    >
      {(account) => {
        const { name, events } = account;
        return events ? (
          <Listing
            label={words.list(name)}
            answer={answer}
            page={({ smartAccount }) => smartAccount?.events}
            columns={columns}
            keyOf={(event) => event.id}
            filters={<EventFilters of={filters} actorName={events.nodes.find(({ actor }) => actor?.id === filters.actor)?.actorName} />}
            filtered={filters.any}
            onClear={filters.clear}
            empty={<Empty title={words.empty} />}
            news={news}
            onMore={() => pages.more(events.pageInfo.endCursor)}
          />
        ) : (
          <NotForViewer of={account} />
        );
      }}
    </Account>
  );
}

function useColumns(show: (actor: string) => void): Column<LoggedEventFragment>[] {
  const words = useEventWords();
  const names: Record<string, string> = words.actions;
  return [
    { name: words.columns.when, show: ({ occurredAt }) => <When at={occurredAt} exact /> },
    { name: words.columns.who, show: (event) => <Who of={event} show={show} /> },
    { name: words.columns.what, show: ({ action }) => names[action] ?? action },
    // The log is kept in English, as it is exported and chained.
    { name: words.columns.message, show: ({ message }) => <span lang="en">{message}</span> },
  ];
}

function Who({ of: { actor, actorName }, show }: { of: LoggedEventFragment; show: (actor: string) => void }) {
  const words = useEventWords();
  if (!actor) return actorName;
  return (
    <Tooltip content={words.onlyBy(actorName)}>
      <Button variant="link" isInline onClick={() => show(actor.id)}>
        {actorName}
      </Button>
    </Tooltip>
  );
}

/** How many lines came since the log was read; to refresh it shows them. */
function useNews<Data>(id: string, asked: Answer<Data>): [number, Answer<Data>] {
  const [came, setCame] = useState(0);
  const last = useRef("");
  useNotices((notice) => {
    if (notice.account?.id !== id || notice.id === last.current) return;
    last.current = notice.id;
    setCame((before) => before + 1);
  });
  const refresh = (): void => {
    setCame(0);
    asked.refresh();
  };
  return [came, { ...asked, refresh }];
}
