import { Alert, Button } from "@patternfly/react-core";
import DownloadIcon from "@patternfly/react-icons/dist/esm/icons/download-icon";
import { useState } from "react";

import type { AuditEventFilter } from "../../api/types";
import { addressOf, download } from "./download";
import { useEventWords } from "./useEventWords";

const TOO_MANY = 429;

/** Takes the log away as a file, as it is filtered. */
export function Export({ account, filter }: { account: string; filter: AuditEventFilter }) {
  const words = useEventWords();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState("");
  const act = async (): Promise<void> => {
    setBusy(true);
    setFailure("");
    try {
      const status = await download(addressOf(account, filter));
      if (status >= 400) setFailure(status === TOO_MANY ? words.tooMany : words.exportFailed);
    } catch {
      setFailure(words.exportFailed);
    }
    setBusy(false);
  };
  return (
    <>
      <Button variant="secondary" icon={<DownloadIcon />} isLoading={busy} onClick={busy ? undefined : () => void act()}>
        {words.export}
      </Button>
      <div role="alert">{failure && <Alert isInline isPlain variant="warning" component="p" title={failure} />}</div>
    </>
  );
}
