import { type RefObject, useLayoutEffect, useRef } from "react";

interface Part {
  ref: RefObject<HTMLDivElement | null>;
  tabIndex: -1;
  onFocus: () => void;
  onBlur: () => void;
}

/** For a part of a screen: where what has the focus vanishes from it, the part itself has it. */
export function useFocusKept(): Part {
  const ref = useRef<HTMLDivElement>(null);
  const inside = useRef(false); // what vanishes says no good-bye: there is no blur
  useLayoutEffect(() => {
    if (inside.current && document.activeElement === document.body) ref.current?.focus({ preventScroll: true });
  });
  return {
    ref,
    tabIndex: -1,
    onFocus: () => { inside.current = true; },
    onBlur: () => { inside.current = false; },
  };
}
