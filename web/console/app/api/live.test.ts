import { expect, test } from "vitest";

import { keepPlace } from "./live";

test("a call after a break goes on behind the last notice", () => {
  const variables = { after: "one" };

  keepPlace(variables, { viewerNotices: { cursor: "two", message: "…" } });

  expect(variables).toEqual({ after: "two" });
});

test.each([[null], [undefined], [{ viewerNotices: null }], [{ viewerNotices: {} }]])(
  "an answer without a notice (%j) leaves the place",
  (data) => {
    const variables = { after: "one" };

    keepPlace(variables, data);

    expect(variables).toEqual({ after: "one" });
  },
);
