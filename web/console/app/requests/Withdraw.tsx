import { Button } from "@patternfly/react-core";
import { useState } from "react";

import { useAct } from "../api/useAct";
import { Confirm } from "../kit/Confirm";
import type { Failure } from "./RequestActions";
import { type OwnRequestRowFragment, WithdrawRequestDocument } from "./requests.operations";
import { useRequestWords } from "./useRequestWords";

interface Props {
  request: OwnRequestRowFragment;
  inRow: boolean;
  onFailure: (failure: Failure) => void;
  onDone: () => void;
}

/** Takes a request back, after asking whether that is meant. */
export function Withdraw({ request, inRow, onFailure, onDone }: Props) {
  const words = useRequestWords();
  const [asking, setAsking] = useState(false);
  const [withdraw, busy] = useAct(WithdrawRequestDocument);
  const act = async (): Promise<void> => {
    const { done, problem, fault } = await withdraw({ request: request.id });
    setAsking(false);
    onFailure({ problem, fault });
    if (done) onDone();
  };
  return (
    <>
      <Button
        variant={inRow ? "link" : "secondary"}
        isInline={inRow}
        isDanger
        aria-label={inRow ? words.withdrawOne(request.key) : undefined}
        onClick={() => setAsking(true)}
      >
        {words.withdraw}
      </Button>
      {asking && (
        <Confirm
          title={words.withdrawTitle(request.key)}
          act={words.withdrawAct}
          danger
          busy={busy}
          onAct={() => void act()}
          onClose={() => setAsking(false)}
        >
          {words.withdrawBody}
        </Confirm>
      )}
    </>
  );
}
