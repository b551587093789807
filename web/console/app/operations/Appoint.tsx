import { Button } from "@patternfly/react-core";
import { useState } from "react";

import { AppointDialog } from "./AppointDialog";
import type { HelpedAccountFragment } from "./operations.operations";
import { useOperationsWords } from "./useOperationsWords";

interface Props {
  account: HelpedAccountFragment;
  onDone: (text: string) => void;
}

/** Opens the dialog in which an administrator is appointed, where operators may. */
export function Appoint({ account, onDone }: Props) {
  const { appoint: words } = useOperationsWords();
  const [open, setOpen] = useState(false);
  if (!account.viewerCanAppointAdministrator.allowed) return null;
  return (
    <>
      <Button variant="link" isInline className="one-line" aria-label={words.actFor(account.name)} onClick={() => setOpen(true)}>
        {words.act}
      </Button>
      {open && (
        <AppointDialog
          account={account}
          onClose={() => setOpen(false)}
          onDone={(text) => {
            setOpen(false);
            onDone(text);
          }}
        />
      )}
    </>
  );
}
