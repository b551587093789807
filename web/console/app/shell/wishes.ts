import { State } from "../api/state";

/** Which notices pop up. */
export const TOASTED = ["all", "decisions", "none"] as const;
export type Toasted = (typeof TOASTED)[number];

const TOASTS = "admit.toasts";
const KEYS = "admit.keys";

export const toasted = new State<Toasted>(
  TOASTED.find((one) => one === localStorage.getItem(TOASTS)) ?? "all",
);
/** Whether single letters do something: who speaks to the computer turns it off. */
export const singleKeys = new State(localStorage.getItem(KEYS) !== "off");

export function chooseToasted(chosen: Toasted): void {
  localStorage.setItem(TOASTS, chosen);
  toasted.set(chosen);
}

export function chooseKeys(on: boolean): void {
  localStorage.setItem(KEYS, on ? "on" : "off");
  singleKeys.set(on);
}
