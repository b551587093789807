import { useShared } from "../api/state";
import { language, localeOf } from "./language";

const DAY_MS = 86_400_000;
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY_MS],
  ["month", 30 * DAY_MS],
  ["day", DAY_MS],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

const known = new Map<string, ReturnType<typeof formatsOf>>();

/** Dates, numbers and lists as the reader's language writes them. */
export function useFormat() {
  const locale = localeOf(useShared(language));
  const formats = known.get(locale) ?? formatsOf(locale);
  known.set(locale, formats);
  return formats;
}

function formatsOf(locale: string) {
  const dates = {
    full: later(() => new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "long" })),
    date: later(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium" })),
    moment: later(() => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" })),
    clock: later(() => new Intl.DateTimeFormat(locale, { timeStyle: "short" })),
    time: later(() => new Intl.DateTimeFormat(locale, { timeStyle: "medium" })),
  };
  const relative = later(() => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
  const number = later(() => new Intl.NumberFormat(locale));
  const list = later(() => new Intl.ListFormat(locale, { type: "conjunction" }));
  return {
    /** With everything, for a tooltip. */
    full: (at: string) => dates.full().format(new Date(at)),
    date: (at: string) => dates.date().format(new Date(at)),
    moment: (at: string) => dates.moment().format(new Date(at)),
    /** A moment near by, in its day's name: "tomorrow 14:05". */
    day: (at: string, now: number) => {
      const away = daysBetween(now, new Date(at).getTime());
      if (Math.abs(away) > 1) return dates.moment().format(new Date(at));
      return `${relative().format(away, "day")} ${dates.clock().format(new Date(at))}`;
    },
    /** The time of day to the second. */
    time: (at: string) => dates.time().format(new Date(at)),
    /** From now: "2 hours ago". */
    ago: (at: string, now: number) => ago(relative(), new Date(at).getTime() - now),
    number: (value: number) => number().format(value),
    list: (names: string[]) => list().format(names),
  };
}

/** Made once, when it is first needed: each takes a telephone some tens of milliseconds. */
function later<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** How many midnights lie between, where the reader is. */
function daysBetween(from: number, to: number): number {
  return Math.round((new Date(to).setHours(0, 0, 0, 0) - new Date(from).setHours(0, 0, 0, 0)) / DAY_MS);
}

function ago(relative: Intl.RelativeTimeFormat, distance: number): string {
  const step = STEPS.find(([, ms]) => Math.abs(distance) >= ms);
  return step ? relative.format(Math.trunc(distance / step[1]), step[0]) : relative.format(0, "minute");
}
