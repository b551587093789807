import type { GraphiQLProps } from "graphiql";
import { Kind, parse } from "graphql";
import type { OperationDefinitionNode } from "graphql";

import { post, type Operation, type Result } from "./http";
import { authorization, refreshIdentity } from "./identity";
import { subscribe, type Sink } from "./live";
import { remember } from "./seen";

type Fetcher = GraphiQLProps["fetcher"];
type Headers = Record<string, string>;

const CHANGES_WHO = /\b(signIn|signOut|updateProfile)\b/;

/** Queries and mutations over HTTP, subscriptions over the socket at the same address. */
export const fetcher = ((written: Operation, options?: { headers?: Headers }) => {
  const { operation, chosen } = choose(written);
  const send = chosen?.operation === "subscription" ? watch : ask;
  return send(operation, options?.headers ?? {});
}) as Fetcher;

/** The operation to run. GraphiQL's idea of its name lags behind an editor that was just changed. */
function choose({ query, operationName, variables }: Operation) {
  const found = operationsOf(query);
  const chosen =
    found.find(({ name }) => name?.value === operationName) ??
    (found.length === 1 ? found[0] : undefined);
  const name = found.length === 0 ? operationName : chosen?.name?.value;
  return { operation: { query, operationName: name, variables }, chosen };
}

function operationsOf(query: string): OperationDefinitionNode[] {
  try {
    return parse(query).definitions.filter((part) => part.kind === Kind.OPERATION_DEFINITION);
  } catch {
    return []; // not GraphQL: let the server say what is wrong
  }
}

async function ask(operation: Operation, headers: Headers): Promise<Result> {
  const result = await post(operation, headers);
  remember(result.data);
  if (CHANGES_WHO.test(operation.query)) void refreshIdentity();
  return result;
}

function watch(operation: Operation, headers: Headers) {
  return {
    subscribe(sink: Sink) {
      const next = (result: Result): void => {
        remember(result.data);
        sink.next(result);
      };
      return { unsubscribe: subscribe(operation, authorization(headers), { ...sink, next }) };
    },
  };
}
