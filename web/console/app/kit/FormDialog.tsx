import { Button, Form, Modal, ModalBody, ModalFooter, ModalHeader } from "@patternfly/react-core";
import { type ReactNode, type RefObject, useEffect, useId } from "react";

import { useCommon } from "../words";

interface Props {
  title: string;
  act: string;
  busy: boolean;
  form: RefObject<HTMLFormElement | null>;
  onAct: () => void;
  onClose: () => void;
  /** What is told in front of the fields, and what behind them. */
  above?: ReactNode;
  beneath?: ReactNode;
  children: ReactNode;
}

/** A form in a dialog: Enter sends it, the first field has the focus. */
export function FormDialog({ title, act, busy, form, onAct, onClose, above, beneath, children }: Props) {
  const id = useId();
  const common = useCommon();
  useEffect(() => {
    const frame = requestAnimationFrame(() => form.current?.querySelector("input")?.focus());
    return () => cancelAnimationFrame(frame);
  }, [form]);
  return (
    <Modal isOpen variant="medium" onClose={onClose} aria-label={title}>
      <ModalHeader title={title} />
      <ModalBody>
        {above}
        <Form
          id={id}
          ref={form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) onAct();
          }}
        >
          {children}
        </Form>
        {beneath}
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form={id} isLoading={busy}>
          {act}
        </Button>
        <Button variant="link" onClick={onClose}>
          {common.cancel}
        </Button>
      </ModalFooter>
    </Modal>
  );
}
