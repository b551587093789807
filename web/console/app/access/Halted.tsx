import { Alert } from "@patternfly/react-core";
import { Link } from "wouter";

import { Trouble } from "../kit/Trouble";
import { useFormat } from "../words";
import { useAccessWords } from "./useAccessWords";
import type { Adding } from "./useAdding";

/** Why the rest was not sent, and what can be done about it. */
export function Halted({ of: halt }: { of: Adding["halt"] }) {
  const { adding: words } = useAccessWords();
  const format = useFormat();
  const problem = halt?.problem;
  if (problem?.__typename === "RateLimited")
    return <Alert isInline isLiveRegion variant="warning" component="p" title={words.later(format.moment(problem.retryAt))} />;
  if (problem?.__typename === "ProfileIncomplete")
    return (
      <Alert isInline isLiveRegion variant="warning" component="p" title={words.incomplete}>
        <Link href="/profile">{words.profile}</Link>
      </Alert>
    );
  return <Trouble of={halt} />;
}
