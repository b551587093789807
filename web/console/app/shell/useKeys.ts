import { useEffectEvent, useLayoutEffect } from "react";
import { useLocation } from "wouter";

import { singleKeys } from "./wishes";

const SOON_MS = 1_000;
const PLACES: Record<string, string> = { h: "/", r: "/requests", a: "/access" };

interface Acts {
  onHelp: () => void;
  onBell: () => void;
}

/** What single letters do, anywhere but where one types or a dialog is open. */
export function useKeys({ onHelp, onBell }: Acts): void {
  const [, go] = useLocation();
  const act = useEffectEvent((key: string, goes: boolean): boolean => {
    const place = goes ? PLACES[key] : undefined;
    if (place) go(place);
    else if (key === "?") onHelp();
    else if (key === "n") onBell();
    else if (key === "/") return focusFilter();
    else if (key === "j" || key === "k") return focusRow(key === "j" ? 1 : -1);
    else return false;
    return true;
  });
  useLayoutEffect(() => { // before it is seen, so that no key is too early
    let went = -SOON_MS; // a page that is younger than that was not told to go anywhere
    const hear = (event: KeyboardEvent): void => {
      if (!singleKeys.get() || event.defaultPrevented || isTaken(event)) return;
      const goes = event.timeStamp - went < SOON_MS;
      went = event.key === "g" ? event.timeStamp : -SOON_MS;
      if (act(event.key, goes)) event.preventDefault();
    };
    addEventListener("keydown", hear);
    return () => removeEventListener("keydown", hear);
  }, []);
}

/** Whether the key belongs to something else: a field, a menu, a dialog, the browser. */
function isTaken({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || document.querySelector("[aria-modal=true]")) return true;
  return (
    target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable=true], [role=menu], [role=listbox], [role=tree]") !== null
  );
}

function focusFilter(): boolean {
  const filter = document.querySelector<HTMLElement>("main .search input, main input[type=search]");
  filter?.focus();
  return filter !== null;
}

/** Go to the next row of the screen's list, or the one before; Enter opens it, if none is open beside the list. */
function focusRow(step: 1 | -1): boolean {
  const links = [...document.querySelectorAll("main tbody tr")]
    .map((row) => row.querySelector<HTMLElement>("a, button"))
    .filter((link) => link !== null);
  const open = links.findIndex((link) => link.ariaCurrent === "true");
  const here = open < 0 ? links.findIndex((link) => link.closest("tr")?.contains(document.activeElement)) : open;
  const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step];
  next?.focus();
  if (open >= 0) next?.click();
  return next !== undefined;
}
