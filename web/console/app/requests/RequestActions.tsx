import { Alert, Flex } from "@patternfly/react-core";
import { type ReactNode, useEffect, useEffectEvent, useId, useState } from "react";
import type { CombinedError } from "urql";

import { Fault } from "../kit/Fault";
import { useNow } from "../kit/When";
import { useFormat } from "../words";
import { useProblemText } from "../words/useProblemText";
import { Remind } from "./Remind";
import type { OwnRequestRowFragment } from "./requests.operations";
import { useReminder } from "./useReminder";
import { useRequestWords } from "./useRequestWords";
import { Withdraw } from "./Withdraw";

/** How an act on a request ended where it was not done. */
export interface Failure {
  problem?: { code: string; message: string } | undefined;
  fault?: CombinedError | undefined;
}

interface Props {
  request: OwnRequestRowFragment;
  /** Whether they stand in a row, where they are links and say which row they are of. */
  inRow?: boolean;
  /** What can be done besides. */
  children?: ReactNode;
  /** Where to go on after it was taken back. */
  onWithdrawn: () => void;
}

/** What its sender can do with a request: remind, and take it back; only while it waits. */
export function RequestActions({ request, inRow = false, children, onWithdrawn }: Props) {
  const textOf = useProblemText();
  const id = useId();
  const [sent, setSent] = useState(false);
  const [withdrawn, setWithdrawn] = useState(false);
  const [{ problem, fault }, fail] = useState<Failure>({});
  const goOn = useEffectEvent(onWithdrawn);
  // Once the dialog is gone: as long as it is there it keeps the focus to itself.
  useEffect(() => {
    if (withdrawn) goOn();
  }, [withdrawn]);
  return (
    <div>
      <Flex className="in-line" columnGap={{ default: "columnGapMd" }} rowGap={{ default: "rowGapXs" }}>
        {children}
        <Remind request={request} inRow={inRow} help={id} onFailure={fail} onSent={() => setSent(true)} />
        {request.viewerCanWithdraw.allowed && (
          <Withdraw request={request} inRow={inRow} onFailure={fail} onDone={() => setWithdrawn(true)} />
        )}
      </Flex>
      <div id={id} role="status" className="quiet">
        <Reminded request={request} sent={sent} />
      </div>
      {problem && <Alert isInline isPlain isLiveRegion variant="danger" title={textOf(problem)} />}
      {fault && <Fault error={fault} act />}
    </div>
  );
}

/** That a reminder went, and from when on the next one may. */
function Reminded({ request, sent }: { request: OwnRequestRowFragment; sent: boolean }) {
  const words = useRequestWords();
  const format = useFormat();
  const now = useNow();
  const { from } = useReminder(request);
  if (!from) return null;
  return `${sent ? `${words.reminded} ` : ""}${words.remindableAt(format.day(from, now))}`;
}
