import { type CombinedError, useQuery } from "urql";

import { type DeploymentQuery, DeploymentDocument } from "./viewer.operations";

export type DeploymentFacts = DeploymentQuery["deployment"];

interface Deployment {
  deployment: DeploymentFacts | undefined;
  error: CombinedError | undefined;
  again: () => void;
}

/** What this deployment is; asked once. */
export function useDeployment(): Deployment {
  const [{ data, error }, ask] = useQuery({ query: DeploymentDocument, variables: {} });
  const again = (): void => ask({ requestPolicy: "network-only" });
  return { deployment: data?.deployment, error: data ? undefined : error, again };
}
