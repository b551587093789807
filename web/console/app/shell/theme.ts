import { State } from "../api/state";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const THEME = "admit.theme";
const CONTRAST = "admit.contrast";
const dark = matchMedia("(prefers-color-scheme: dark)");
const contrasting = matchMedia("(prefers-contrast: more)");

export const theme = new State<Theme>(
  THEMES.find((one) => one === localStorage.getItem(THEME)) ?? "system",
);
/** Whether more contrast is wanted, where nothing was chosen as the system has it. */
export const contrast = new State(
  localStorage.getItem(CONTRAST) ? localStorage.getItem(CONTRAST) === "high" : contrasting.matches,
);

export function choose(chosen: Theme): void {
  localStorage.setItem(THEME, chosen);
  theme.set(chosen);
}

export function chooseContrast(high: boolean): void {
  localStorage.setItem(CONTRAST, high ? "high" : "usual");
  contrast.set(high);
}

/** Keep the page's class what was chosen, or what the system has. */
export function applyTheme(): void {
  const { classList } = document.documentElement;
  const apply = (): void => {
    const isDark = theme.get() === "dark" || (theme.get() === "system" && dark.matches);
    classList.toggle("pf-v6-theme-dark", isDark);
    classList.toggle("pf-v6-theme-high-contrast", contrast.get());
  };
  apply();
  theme.watch(apply);
  contrast.watch(apply);
  dark.addEventListener("change", apply);
}
