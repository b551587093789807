import { useQuery } from "urql";

import { isDomain } from "./draft";
import { type SimilarAccountsQuery, SimilarAccountsDocument } from "./new.operations";

type Found = Extract<SimilarAccountsQuery["smartAccounts"], { __typename: "SmartAccountMatches" }>;
export type Match = Found["accounts"][number];

/** The accounts that a domain has already. It is looked up once: look-ups are counted. */
export function useSimilar(domain: string): Match[] {
  const [{ data }] = useQuery({
    query: SimilarAccountsDocument,
    variables: { domainIdentifier: domain },
    pause: !isDomain(domain),
    requestPolicy: "cache-first",
  });
  const found = data?.smartAccounts;
  return found?.__typename === "SmartAccountMatches" && isDomain(domain) ? found.accounts : [];
}
