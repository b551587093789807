import { Alert, AlertActionLink } from "@patternfly/react-core";
import { type ReactNode, useEffect, useRef } from "react";

import { useAccountWords } from "./useAccountWords";
import type { Change, Edit } from "./useEdit";

interface Props<V> {
  of: Edit<V>;
  /** What each field is called, and how a value of it reads. */
  names: Record<keyof V & string, string>;
  show: (change: Change<V>, which: "before" | "now") => ReactNode;
  /** Whether one has just been refused because of it: then the focus comes here. */
  refused?: boolean;
}

/** That somebody else changed what one edits: what it was and what it is, and how to go on. */
export function Meanwhile<V>({ of: edit, names, show, refused = false }: Props<V>) {
  const words = useAccountWords();
  const place = useRef<HTMLDivElement>(null);
  const changed = edit.theirs.length > 0;
  useEffect(() => {
    if (changed && refused) place.current?.focus();
  }, [changed, refused]);
  // The buttons vanish with what they answer: the focus stays where it was told.
  const answered = (act: () => void) => (): void => {
    act();
    place.current?.focus();
  };
  return (
    <div ref={place} tabIndex={-1} role="alert" className={changed ? "below" : undefined}>
      {changed && (
        <Alert
          isInline
          variant="warning"
          component="p"
          title={words.meanwhile}
          actionLinks={
            <>
              <AlertActionLink onClick={answered(edit.keepMine)}>{words.keepMine}</AlertActionLink>
              <AlertActionLink onClick={answered(edit.forget)}>{words.takeTheirs}</AlertActionLink>
            </>
          }
        >
          <ul>
            {edit.theirs.map((change) => (
              <li key={change.field}>
                {words.became(names[change.field])} <del>{show(change, "before")}</del> → <ins>{show(change, "now")}</ins>
              </li>
            ))}
          </ul>
          <p>{words.typedStays}</p>
        </Alert>
      )}
    </div>
  );
}
