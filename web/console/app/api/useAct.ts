import { useRef, useState } from "react";
import { type AnyVariables, CombinedError, type OperationResult, type TypedDocumentNode, useClient } from "urql";

/** What every refusal tells, whatever else it carries. */
export interface Problem {
  __typename: string;
  code: string;
  message: string;
  field: string[] | null;
}

/** The union's members that are no refusals. */
export type Done<Result> = Exclude<Result, { code: string; message: string }>;
export type Refused<Result> = Extract<Result, { code: string; message: string }>;

/** How an act ended: done, refused for a reason, or of unknown outcome as nothing was answered. */
export type Outcome<Result> =
  | { done: Done<Result>; problem?: undefined; fault?: undefined }
  | { done?: undefined; problem: Refused<Result>; fault?: undefined }
  | { done?: undefined; problem?: undefined; fault: CombinedError };

/** The same of any act, for what only shows how it ended. */
export type Ended = { done?: unknown; problem?: Problem | undefined; fault?: CombinedError | undefined };

type Input<Variables> = Variables extends { input: infer I } ? Omit<I, "idempotencyKey"> : never;
type Answered<Data> = Pick<OperationResult<Data>, "data" | "error">;
type ResultOf<Data> = Exclude<Data[Exclude<keyof Data, "__typename">], null | undefined>;

/**
 * A mutation with one field and an input. While it runs `busy` is true. Tried again with the same
 * input after a fault, it carries the same key, so that it is never done twice. Who must be able
 * to try again after a reload gives a key that outlives it.
 */
export function useAct<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): [(input: Input<Variables>, key?: string) => Promise<Outcome<ResultOf<Data>>>, boolean] {
  const api = useClient();
  const [busy, setBusy] = useState(false);
  const repeat = useRef<{ input: string; key: string }>(undefined);

  async function act(input: Input<Variables>, key?: string): Promise<Outcome<ResultOf<Data>>> {
    const text = JSON.stringify(input);
    if (repeat.current?.input !== text) repeat.current = { input: text, key: key ?? crypto.randomUUID() };
    setBusy(true);
    try {
      const variables = { input: { ...input, idempotencyKey: repeat.current.key } };
      const outcome = outcomeOf(await api.mutation<Data>(document, variables).toPromise());
      if (!outcome.fault) repeat.current = undefined;
      return outcome;
    } finally {
      setBusy(false);
    }
  }

  return [act, busy];
}

/** A mutation whose input takes no key. */
export function usePlainAct<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): [(variables: Variables) => Promise<Outcome<ResultOf<Data>>>, boolean] {
  const api = useClient();
  const [busy, setBusy] = useState(false);

  async function act(variables: Variables): Promise<Outcome<ResultOf<Data>>> {
    setBusy(true);
    try {
      return outcomeOf(await api.mutation<Data>(document, variables).toPromise());
    } finally {
      setBusy(false);
    }
  }

  return [act, busy];
}

function outcomeOf<Data>({ data, error }: Answered<Data>): Outcome<ResultOf<Data>> {
  return error || data === undefined ? { fault: error ?? nothing() } : sorted(rootOf(data));
}

function sorted<Result>(result: Result): Outcome<Result> {
  if (typeof result === "object" && result !== null && "code" in result && "message" in result)
    return { problem: result as Refused<Result> };
  return { done: result as Done<Result> };
}

function rootOf<Data>(data: Data): ResultOf<Data> {
  const [, root] = Object.entries(data as object).find(([name]) => name !== "__typename") ?? [];
  return root as ResultOf<Data>;
}

function nothing(): CombinedError {
  return new CombinedError({ networkError: new Error("no answer") });
}
