import { CombinedError, type Operation, type OperationResult, createRequest, gql, makeOperation } from "urql";
import { expect, test } from "vitest";
import { makeSubject, map, pipe, publish, tap } from "wonka";

import { epoch } from "./live";
import { newestWins } from "./newestWins";

const QUERY = gql`{ request { id version } }`;

/** An operation of this kind, and what the server answers to each try: versions of one request. */
function asked(kind: "query" | "mutation", ...answers: number[]): number[] {
  const operation = makeOperation(kind, createRequest(QUERY, {}), { url: "", requestPolicy: "network-only" });
  const operations = makeSubject<Operation>();
  const passed: number[] = [];
  let tries = 0;
  const forward = map((asking: Operation): OperationResult => resultOf(asking, answers[tries++] ?? -1));
  const exchange = newestWins({ forward, client: null as never, dispatchDebug: () => undefined });
  pipe(exchange(operations.source), tap(({ data }) => passed.push(data.request.version)), publish);
  operations.next(operation);
  operations.next(operation);
  return passed;
}

function resultOf(operation: Operation, version: number): OperationResult {
  const data = { request: { __typename: "AccessRequest", id: "r", version } };
  return { operation, data, stale: false, hasNext: false, error: undefined as CombinedError | undefined };
}

test("a late answer is not passed on, and asked for again", () => {
  expect(asked("query", 5, 4, 5)).toEqual([5, 5]);
});

test("after three more tries whatever comes is taken: better old than nothing", () => {
  expect(asked("query", 5, 4, 4, 4, 3)).toEqual([5, 3]);
});

test("an act that is answered late is not done again: all that is shown is asked for", () => {
  const before = epoch.get();

  expect(asked("mutation", 5, 4)).toEqual([5, 4]);
  expect(epoch.get()).toBe(before + 1);
});
