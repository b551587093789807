import { Button } from "@patternfly/react-core";
import { useState } from "react";

import type { Ended } from "../api/useAct";
import { Confirm } from "../kit/Confirm";
import { Trouble } from "../kit/Trouble";
import { useOperationsWords } from "./useOperationsWords";

interface Props {
  /** Of what is closed. */
  name: string;
  title: string;
  /** What it does. */
  body: string;
  busy: boolean;
  act: () => Promise<Ended>;
  onDone: () => void;
}

/** Closes something that cannot be opened again, after asking whether that is meant. */
export function CloseButton({ name, title, body, busy, act, onDone }: Props) {
  const { close: words } = useOperationsWords();
  const [asking, setAsking] = useState(false);
  const [ended, setEnded] = useState<Ended>();
  const close = async (): Promise<void> => {
    const outcome = await act();
    setEnded(outcome);
    if (!outcome.done) return;
    setAsking(false);
    onDone();
  };
  return (
    <>
      <Button variant="link" isInline isDanger aria-label={words.closeNamed(name)} onClick={() => setAsking(true)}>
        {words.closeAct}
      </Button>
      {asking && (
        <Confirm title={title} act={words.closeAct} danger busy={busy} onAct={() => void close()} onClose={() => setAsking(false)}>
          <p>{body}</p>
          <Trouble of={ended} />
        </Confirm>
      )}
    </>
  );
}
