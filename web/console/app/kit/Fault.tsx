import { Alert, AlertActionLink } from "@patternfly/react-core";
import type { CombinedError } from "urql";

import { useCommon } from "../words";

interface Props {
  error: CombinedError;
  again?: () => void;
  /** Whether it was an act, which may or may not have been done. */
  act?: boolean;
}

/** That the server could not be asked, or failed: with what its log can be searched for. */
export function Fault({ error, again, act = false }: Props) {
  const words = useCommon();
  const [first] = error.graphQLErrors;
  const { code, requestId } = (first?.extensions ?? {}) as { code?: string; requestId?: string };
  return (
    <Alert
      isInline
      variant="danger"
      title={words.fault.title}
      actionLinks={again && <AlertActionLink onClick={again}>{words.again}</AlertActionLink>}
    >
      <p>{error.networkError ? words.fault.offline : (first?.message ?? words.fault.unexpected)}</p>
      {act && <p>{words.fault.outcome}</p>}
      {code && <p className="quiet">{words.fault.code(code)}</p>}
      {requestId && <p className="quiet">{words.fault.trace(requestId)}</p>}
    </Alert>
  );
}
