import { useEffectEvent, useLayoutEffect } from "react";

const TYPED = "input:not([type=radio],[type=checkbox]), textarea, select, [contenteditable]";

/** Single letters that choose, and never send; not while one types. */
export function useChoiceKeys(keys: Record<string, () => void>): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.closest(TYPED)) return;
    keys[event.key]?.();
  });
  useLayoutEffect(() => { // before it is seen, so that no key is too early
    const hear = (event: KeyboardEvent): void => press(event);
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, []);
}
