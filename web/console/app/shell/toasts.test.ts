import { expect, test } from "vitest";

import { NONE, type Toasts, popUp, without } from "./toasts";

const after = (...times: number[]): Toasts =>
  times.reduce((toasts, time) => popUp(toasts, `at ${time}`, time, false), NONE);
const counts = ({ shown }: Toasts): number[] => shown.map(({ ids }) => ids.length);

test("three stand at most, the newest last", () => {
  const { shown } = after(0, 5_000, 10_000, 15_000);

  expect(shown.map(({ ids }) => ids[0])).toEqual(["at 5000", "at 10000", "at 15000"]);
});

test("more than three within two seconds become one", () => {
  expect(counts(after(0, 100, 200))).toEqual([1, 1, 1]);
  expect(counts(after(0, 100, 200, 300))).toEqual([4]);
  expect(counts(after(0, 100, 200, 300, 400))).toEqual([5]);
});

test("what happened during a break is one from the first on", () => {
  const first = popUp(NONE, "a", 0, true);
  const both = popUp(first, "b", 10, true);

  expect(both.shown).toEqual([{ ids: ["a", "b"], away: true }]);
});

test("what was closed is gone, and the others stay", () => {
  const toasts = after(0, 5_000);
  const [first] = toasts.shown;

  expect(first && counts(without(toasts, first))).toEqual([1]);
});
