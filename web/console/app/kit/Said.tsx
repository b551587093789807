import { Alert } from "@patternfly/react-core";
import { useEffect, useRef } from "react";

/** What was done: the focus comes here, as the control that did it is gone. */
export function Said({ text }: { text: string }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (text) place.current?.focus();
  }, [text]);
  return (
    <div ref={place} tabIndex={-1} role="status">
      {text && <Alert isInline variant="success" title={text} component="p" />}
    </div>
  );
}
