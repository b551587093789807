import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import type { ReactNode } from "react";

import { useCommon } from "../words";

interface Props {
  title: string;
  /** What will happen, in a sentence. */
  children: ReactNode;
  act: string;
  danger?: boolean;
  busy?: boolean;
  onAct: () => void;
  onClose: () => void;
}

/** Asks before something is done that cannot be undone. */
export function Confirm({ title, children, act, danger = false, busy = false, onAct, onClose }: Props) {
  const words = useCommon();
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-label={title}>
      <ModalHeader title={title} />
      <ModalBody>{children}</ModalBody>
      <ModalFooter>
        <Button variant={danger ? "danger" : "primary"} isLoading={busy} onClick={busy ? undefined : onAct}>
          {act}
        </Button>
        <Button variant="link" onClick={onClose}>
          {words.cancel}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
