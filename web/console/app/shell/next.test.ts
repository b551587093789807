import { expect, test } from "vitest";

import { addressAs, safePath } from "./next";

test.each([
  ["/requests?status=PENDING#top", "/requests?status=PENDING#top"],
  ["//evil.example/x", "/"],
  ["/\\evil.example/x", "/"],
  ["/\t/evil.example", "/"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["/sign-in?next=/sign-in", "/"],
  [null, "/"],
])("after the sign-in %j leads to %s", (wanted, path) => expect(safePath(wanted)).toBe(path));

test("a link opens a path as somebody", () => {
  expect(addressAs("/requests?status=PENDING", "ada")).toBe("/requests?status=PENDING&as=ada");
});
