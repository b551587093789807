import { expect, test } from "vitest";

import { onScreen } from "./onScreen";

test.each([
  ["/requests/r1", "", "r1"],
  ["/accounts/a1/requests/r1", "", "r1"],
  ["/accounts/a1/requests", "?status=-&request=r1", "r1"],
  ["/companies/registrations/g1", "", "g1"],
  ["/accounts/a1/requests", "", undefined],
  ["/accounts/a1", "", undefined],
])("On %s%s one has %s before one's eyes", (pathname, search, id) => {
  expect(onScreen({ pathname, search })).toBe(id);
});
