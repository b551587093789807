import { authorization } from "./identity";

export const ENDPOINT = "/graphql";

export interface Operation {
  query: string;
  operationName?: string | null | undefined;
  variables?: Record<string, unknown> | null | undefined;
}

export interface Result {
  data?: unknown;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
}

/** Send a query or mutation. A token leaves the cookie at home, so that they cannot disagree. */
export async function post(
  operation: Operation,
  headers: Record<string, string> = {},
): Promise<Result> {
  const token = authorization(headers);
  const answer = await fetch(ENDPOINT, {
    method: "POST",
    credentials: token ? "omit" : "same-origin",
    headers: {
      Accept: "application/graphql-response+json, application/json;q=0.9",
      "Content-Type": "application/json",
      ...headers,
      ...(token ? { Authorization: token } : {}),
    },
    body: JSON.stringify(operation),
  });
  return read(answer);
}

async function read(answer: Response): Promise<Result> {
  const text = await answer.text();
  try {
    return JSON.parse(text) as Result;
  } catch {
    const message = `HTTP ${answer.status}, and not in JSON: ${text.slice(0, 200)}`;
    return { errors: [{ message }] };
  }
}
