import { Button, Content } from "@patternfly/react-core";
import { useRef } from "react";
import { Link } from "wouter";

import { Empty } from "../kit/Empty";
import { Listing } from "../kit/Listing";
import { Page } from "../kit/Page";
import { usePages } from "../kit/usePages";
import { When } from "../kit/When";
import { useCommon } from "../words";
import { OwnStatus } from "./OwnStatus";
import { RequestActions } from "./RequestActions";
import { RequestFilters } from "./RequestFilters";
import type { OwnRequestRowFragment } from "./requests.operations";
import { useOwnRequests } from "./useOwnRequests";
import { useRequestFilters } from "./useRequestFilters";
import { useRequestWords } from "./useRequestWords";

/** Everything that the viewer has asked for, of whatever kind. */
export function MyRequests() {
  const words = useRequestWords();
  const filters = useRequestFilters();
  const pages = usePages(JSON.stringify([filters.filter, filters.orderBy]));
  const { answer, news } = useOwnRequests(filters, pages);
  const columns = useColumns();
  return (
    <Page title={words.title} lead={words.lead} actions={<Ask />}>
      <Listing
        label={words.title}
        answer={answer}
        page={(data) => data.viewer?.requests}
        columns={columns}
        keyOf={({ id }) => id}
        order={filters.order}
        filters={<RequestFilters of={filters} />}
        filtered={filters.any}
        onClear={filters.clear}
        empty={<Empty title={words.empty} actions={<Ask />}>{words.emptyBody}</Empty>}
        news={news}
        onMore={() => pages.more(answer.data?.viewer?.requests.pageInfo.endCursor ?? null)}
      />
    </Page>
  );
}

function Ask() {
  const words = useRequestWords();
  return (
    <Button variant="primary" component={(props) => <Link {...props} href="/request-access" />}>
      {words.requestAccess}
    </Button>
  );
}

function useColumns() {
  const { columns: names } = useRequestWords();
  const common = useCommon();
  return [
    { name: names.key, order: "KEY", show: (row: OwnRequestRowFragment) => <Key of={row} /> },
    { name: names.type, order: "ACCESS_TYPE", show: (row: OwnRequestRowFragment) => common.accessType[row.accessType] },
    { name: names.date, order: "SUBMITTED_AT", show: (row: OwnRequestRowFragment) => <When at={row.submittedAt} exact /> },
    { name: names.status, order: "STATUS", show: (row: OwnRequestRowFragment) => <OwnStatus of={row} /> },
    { name: names.deciders, order: "DECIDERS", show: (row: OwnRequestRowFragment) => common.deciders[row.deciders] },
    { name: names.actions, actions: true, show: (row: OwnRequestRowFragment) => <RowActions of={row} /> },
  ];
}

function Key({ of }: { of: OwnRequestRowFragment }) {
  return (
    <div>
      <strong>{of.key}</strong>
      {of.__typename === "AccessRequest" && (
        <Content component="small" className="quiet">{of.requestedAccount.name}</Content>
      )}
    </div>
  );
}

function RowActions({ of }: { of: OwnRequestRowFragment }) {
  const words = useRequestWords();
  const view = useRef<HTMLAnchorElement>(null);
  return (
    <RequestActions request={of} inRow onWithdrawn={() => view.current?.focus()}>
      <Link ref={view} href={`/requests/${of.id}`} aria-label={words.viewOne(of.key)}>
        {words.view}
      </Link>
    </RequestActions>
  );
}
