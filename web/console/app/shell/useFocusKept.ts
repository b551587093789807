import { useEffect } from "react";

/**
 * Where what has the focus vanishes, what it stood in has it: a filter that is cleared, the button
 * that has shown what is new. A screen that knows a better place takes it from there.
 */
export function useFocusKept(): void {
  useEffect(() => {
    let last: Element[] = []; // what had the focus, and what it stands in, from the inside out
    const note = ({ target }: FocusEvent): void => {
      last = target instanceof Element ? around(target) : [];
    };
    const watcher = new MutationObserver(() => {
      const [had] = last;
      if (!had || had.checkVisibility()) return;
      // What is hidden has the focus still, until the browser draws.
      const lost = document.activeElement === document.body || document.activeElement === had;
      const left = last.find((one) => one.checkVisibility());
      last = [];
      if (lost && left instanceof HTMLElement) take(left);
    });
    watcher.observe(document.body, { childList: true, subtree: true });
    addEventListener("focusin", note);
    return () => {
      watcher.disconnect();
      removeEventListener("focusin", note);
    };
  }, []);
}

/** Within the screen: dialogs give the focus back themselves. */
function around(element: Element): Element[] {
  const found: Element[] = [];
  const screen = element.closest("main");
  for (let one = element; screen?.contains(one); one = one.parentElement ?? document.body) found.push(one);
  return found;
}

function take(part: HTMLElement): void {
  if (!part.hasAttribute("tabindex")) {
    part.tabIndex = -1;
    part.addEventListener("blur", () => part.removeAttribute("tabindex"), { once: true });
  }
  part.focus({ preventScroll: true });
}
