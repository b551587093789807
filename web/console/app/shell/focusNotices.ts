export const DRAWER = "notices";

/** Go into the drawer: once it is open, and once there is something in it. */
export function focusNotices(): void {
  document.getElementById(DRAWER)?.querySelector("button")?.focus();
}
