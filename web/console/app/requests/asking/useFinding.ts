import { useState } from "react";
import { type CombinedError, useClient } from "urql";

import { FindAccountsDocument, type FindAccountsQuery } from "./asking.operations";

type Answer = FindAccountsQuery["smartAccounts"];
type Refused = Extract<Answer, { code: string }>;
export type Match = Extract<Answer, { __typename: "SmartAccountMatches" }>["accounts"][number];
type Mine = NonNullable<FindAccountsQuery["viewer"]>;

/** An account on the domain, with what one has in it and waits for. */
export interface Found extends Match {
  held: Mine["currentAccess"]["nodes"];
  pending: string | undefined;
}

interface State {
  /** The domain that was asked for; what was found goes with it. */
  domain?: string;
  found?: Found[];
  problem?: Refused;
  fault?: CombinedError;
  chosen?: Found | undefined;
}

/** The accounts on a domain, looked up when one asks for it: how often is limited. */
export function useFinding() {
  const api = useClient();
  const [state, set] = useState<State>({});
  const [busy, setBusy] = useState(false);

  async function find(domain: string): Promise<State> {
    setBusy(true);
    const variables = { domainIdentifier: domain };
    const { data, error } = await api
      .query(FindAccountsDocument, variables, { requestPolicy: "network-only" })
      .toPromise();
    const next = data ? { domain, ...read(data) } : { domain, ...(error && { fault: error }) };
    set(next);
    setBusy(false);
    return next;
  }

  return {
    ...state,
    busy,
    find,
    choose: (chosen: Found) => set({ ...state, chosen }),
    forget: () => set({}),
  };
}

export type Finding = ReturnType<typeof useFinding>;

function read({ smartAccounts: answer, viewer }: FindAccountsQuery): State {
  if (answer.__typename !== "SmartAccountMatches") return { problem: answer };
  const found = answer.accounts.map((match) => ({
    ...match,
    held: viewer?.currentAccess.nodes.filter(({ account }) => account.id === match.id) ?? [],
    pending: viewer?.accessRequests.nodes.find(({ account }) => account.id === match.id)?.id,
  }));
  const [only, ...others] = found;
  return { found, chosen: others.length ? undefined : only };
}
