import { Button } from "@patternfly/react-core";
import { useState } from "react";

import { ReasonField } from "../kit/ReasonField";
import { useCommon } from "../words";
import { useReviewWords } from "./useReviewWords";

interface Props {
  label: string;
  help?: string;
  value: string;
  onChange: (value: string) => void;
  problem?: string | undefined;
  optional?: boolean;
  least?: number;
  /** Whether it can no longer be sent. What was typed stays, and so does the focus in it. */
  locked: boolean;
}

/** What one writes to who asked; it outlives that a colleague was faster. */
export function NoteField({ label, help, locked, ...field }: Props) {
  const words = useReviewWords();
  return (
    <>
      <ReasonField
        {...field}
        label={locked ? words.note : label}
        help={locked ? words.noteKept : (help ?? "")}
        readOnly={locked}
        {...(locked ? { problem: undefined, optional: false } : {})}
      />
      {locked && field.value && <CopyText text={field.value} />}
    </>
  );
}

function CopyText({ text }: { text: string }) {
  const words = useCommon();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <Button variant="secondary" size="sm" className="copy" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? words.copied : words.copy}</span>
    </Button>
  );
}
