import { Button } from "@patternfly/react-core";
import { useId } from "react";

import type { ErrorCode } from "../api/types";
import { useProblemText } from "../words/useProblemText";

interface Props {
  /** The accessible name, which tells the rows' buttons apart. */
  label: string;
  can: { allowed: boolean; because: string | null; code: ErrorCode | null };
  /** Why not, where more is known than the server told. */
  because?: string | undefined;
  onClick: () => void;
  children: string;
}

/** Ends what is held; where that is not possible now, it stays and says why. */
export function LeaveButton({ label, can, because, onClick, children }: Props) {
  const id = useId();
  const textOf = useProblemText();
  const told = because ?? (can.allowed ? undefined : textOf({ code: can.code ?? "", message: can.because ?? "" }));
  return (
    <>
      <Button
        variant="secondary"
        size="sm"
        aria-label={label}
        isAriaDisabled={told !== undefined}
        {...(told === undefined ? { onClick } : { "aria-describedby": id })}
      >
        {children}
      </Button>
      {told && <div id={id} className="quiet why-not">{told}</div>}
    </>
  );
}
