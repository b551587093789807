import { expect, test } from "vitest";

import { type Versions, isOutdated } from "./versions";

const request = (version: number) => ({ __typename: "AccessRequest", id: "r", version });

test("what was never seen is not outdated, and is remembered", () => {
  const versions: Versions = new Map();

  expect(isOutdated({ viewer: { requests: [request(3)] } }, versions)).toBe(false);
  expect(versions.get("AccessRequest:r")).toBe(3);
});

test("an older version anywhere makes the answer outdated, and the newer one stays", () => {
  const versions: Versions = new Map([["AccessRequest:r", 3]]);

  expect(isOutdated([{ deep: request(2) }], versions)).toBe(true);
  expect(versions.get("AccessRequest:r")).toBe(3);
});

test("the same version again is welcome", () => {
  expect(isOutdated(request(3), new Map([["AccessRequest:r", 3]]))).toBe(false);
});

test("things of another type with the same id are others", () => {
  expect(isOutdated(request(1), new Map([["Registration:r", 9]]))).toBe(false);
});
