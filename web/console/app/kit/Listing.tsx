import { Button, EmptyState, EmptyStateFooter, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, type ThProps, Thead, Tr } from "@patternfly/react-table";
import type { ReactNode } from "react";

import type { Answer } from "../api/useAnswer";
import { useCommon } from "../words";
import { Loaded } from "./Loaded";

/** A page of a connection, as every list of the API answers it. */
export interface Paged<Row> {
  nodes: Row[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export interface Column<Row> {
  name: string;
  show: (row: Row) => ReactNode;
  /** Whether it holds what can be done with a row. */
  actions?: boolean;
  /** What the server calls this order; none where it cannot be sorted by it. */
  order?: string;
}

/** By what the rows are sorted, and how to sort them by something else. */
export interface Order {
  by: string;
  descending: boolean;
  onChange: (by: string, descending: boolean) => void;
}

interface Props<Data, Row> {
  label: string;
  answer: Answer<Data>;
  page: (data: Data) => Paged<Row> | null | undefined;
  columns: Column<Row>[];
  keyOf: (row: Row) => string;
  order?: Order;
  /** Filters, in front of the table. */
  filters?: ReactNode;
  /** Whether any filter is set, and how to clear them. */
  filtered?: boolean;
  onClear?: () => void;
  /** What to say, and to offer, where there is nothing at all. */
  empty?: ReactNode;
  /** How many came meanwhile: they are announced instead of pushing others down. */
  news?: number;
  onMore?: () => void;
  /** What sets a row apart. */
  look?: (row: Row) => string;
}

/** A list: loading, empty, empty for its filters, failed, or with rows; cards where it is narrow. */
export function Listing<Data, Row>(props: Props<Data, Row>) {
  const { answer, page, filters, news = 0, onClear } = props;
  const words = useCommon();
  return (
    <>
      {filters && (
        <Toolbar
          numberOfFiltersText={words.filtersSet}
          {...(onClear ? { clearAllFilters: onClear, clearFiltersButtonText: words.clear } : {})}
        >
          <ToolbarContent>{filters}</ToolbarContent>
        </Toolbar>
      )}
      <div aria-live="polite">
        {news > 0 && (
          <Button variant="link" isBlock onClick={answer.refresh}>
            {words.news(news)}
          </Button>
        )}
      </div>
      <Loaded answer={answer} part={page}>
        {(found) => (found.nodes.length ? <Rows {...props} found={found} /> : <Nothing {...props} />)}
      </Loaded>
    </>
  );
}

function Rows<Data, Row>({ label, columns, keyOf, look, order, found, onMore, answer }: Props<Data, Row> & { found: Paged<Row> }) {
  const words = useCommon();
  return (
    <>
      <Table aria-label={label} variant="compact">
        <Thead>
          <Tr>
            {columns.map((column, index) => (
              <Th
                key={column.name}
                modifier="wrap"
                {...(column.actions ? { screenReaderText: column.name } : {})}
                {...sorting(columns, index, order)}
              >
                {!column.actions && column.name}
              </Th>
            ))}
          </Tr>
        </Thead>
        <Tbody>
          {found.nodes.map((row) => (
            <Tr key={keyOf(row)} className={look?.(row)}>
              {columns.map(({ name, show, actions }) => (
                <Td key={name} dataLabel={name} className={actions ? "acts" : ""}>
                  {show(row)}
                </Td>
              ))}
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Toolbar>
        <ToolbarContent>
          <ToolbarItem className="quiet">{words.shown(found.nodes.length, found.totalCount)}</ToolbarItem>
          {onMore && found.pageInfo.hasNextPage && (
            <ToolbarItem>
              <Button variant="link" isLoading={answer.refreshing} onClick={onMore}>
                {words.more}
              </Button>
            </ToolbarItem>
          )}
        </ToolbarContent>
      </Toolbar>
    </>
  );
}

/** What makes a column's head a control to sort by it. */
function sorting<Row>(columns: Column<Row>[], columnIndex: number, order: Order | undefined): Pick<ThProps, "sort"> {
  const by = columns[columnIndex]?.order;
  if (!order || by === undefined) return {};
  const index = columns.findIndex((column) => column.order === order.by);
  return {
    sort: {
      columnIndex,
      sortBy: { index, direction: order.descending ? "desc" : "asc" },
      onSort: (_event, _index, direction) => order.onChange(by, direction === "desc"),
    },
  };
}

function Nothing<Data, Row>({ filtered, onClear, empty }: Props<Data, Row>) {
  const words = useCommon();
  if (!filtered) return empty ?? <EmptyState titleText={words.nothing} headingLevel="h2" />;
  return (
    <EmptyState titleText={words.nothingFits} headingLevel="h2">
      <EmptyStateFooter>
        <Button variant="link" onClick={onClear}>
          {words.clear}
        </Button>
      </EmptyStateFooter>
    </EmptyState>
  );
}
