import type { RequestSettingsFragment } from "./settings.operations";

type Saved = NonNullable<RequestSettingsFragment["settings"]>;

export const PERIODS = ["remindAdminsAfterDays", "escalateAfterDays", "expireAfterDays"] as const;
export type Period = (typeof PERIODS)[number];

/** The settings as they are typed: a period is a text, empty for never. */
export type Typed = Pick<Saved, "virtualAccountAdminsMayDecide" | "declineReasonRequired"> & Record<Period, string>;

const LONGEST = 365;

export function typedOf(saved: Saved): Typed {
  const { virtualAccountAdminsMayDecide, declineReasonRequired } = saved;
  return {
    virtualAccountAdminsMayDecide,
    declineReasonRequired,
    remindAdminsAfterDays: textOf(saved.remindAdminsAfterDays),
    escalateAfterDays: textOf(saved.escalateAfterDays),
    expireAfterDays: textOf(saved.expireAfterDays),
  };
}

/** The periods that cannot be saved as they are typed. */
export function flawedOf(typed: Typed): Period[] {
  return PERIODS.filter((period) => {
    const text = typed[period].trim();
    const days = Number(text);
    return text !== "" && !(Number.isInteger(days) && days >= 1 && days <= LONGEST);
  });
}

/** What changed, as the API takes it. */
export function inputOf(changes: Partial<Typed>): Partial<Saved> {
  const { virtualAccountAdminsMayDecide, declineReasonRequired } = changes;
  return {
    ...(virtualAccountAdminsMayDecide === undefined ? {} : { virtualAccountAdminsMayDecide }),
    ...(declineReasonRequired === undefined ? {} : { declineReasonRequired }),
    ...Object.fromEntries(PERIODS.flatMap((period) => {
      const text = changes[period];
      return text === undefined ? [] : [[period, daysOf(text)]];
    })),
  };
}

function textOf(days: number | null): string {
  return days === null ? "" : String(days);
}

function daysOf(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
