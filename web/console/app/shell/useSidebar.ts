import { useState } from "react";
import { useLocation } from "wouter";

const WIDE = matchMedia("(min-width: 75rem)");

/** Whether the navigation is open: beside the screen where there is room, else only when asked for. */
export function useSidebar(): [boolean, () => void] {
  const [path] = useLocation();
  const [open, setOpen] = useState(WIDE.matches);
  const [chosenAt, setChosenAt] = useState(path);
  if (path !== chosenAt) {
    setChosenAt(path);
    if (!WIDE.matches) setOpen(false);
  }
  return [open, () => setOpen(!open)];
}
