import { expect, test } from "vitest";

import { type NoticePlace, type Reader, placeOf } from "./placeOf";

type About = NonNullable<NoticePlace["about"]>;

const ada: Reader = { id: "ada", staff: false, administers: ["acme"] };
const account = { id: "acme", version: 1, pendingRequests: 1 };

function notice(about: About | null, kind: string = "REQUEST_SUBMITTED"): NoticePlace {
  return { about, account, kind } as NoticePlace;
}

function of(type: string, requester: string): About {
  const facts = { __typename: type, id: "it", version: 1, requester: { id: requester } };
  return { ...facts, account: { id: "acme" } } as About;
}

test.each([
  ["AccessRequest", "rita", "/accounts/acme/requests/it"],
  ["AccessRequest", "ada", "/requests/it"],
  ["SupportAccessRequest", "rita", "/support/requests/it"],
  ["AccountApplication", "rita", "/applications/it"],
  ["Registration", "rita", "/companies/registrations/it"],
  ["Registration", "ada", "/onboarding"],
])("a notice of a %s by %s leads to %s", (type, requester, place) => {
  expect(placeOf(notice(of(type, requester)), ada)).toBe(place);
});

test("an agent decides registrations at the desk", () => {
  expect(placeOf(notice(of("Registration", "rita")), { ...ada, staff: true })).toBe("/desk/it");
});

test("a role's notice leads who administers to the users, and others to their own access", () => {
  expect(placeOf(notice(null, "ROLE_REVOKED"), ada)).toBe("/accounts/acme/users");
  expect(placeOf(notice(null, "ROLE_REVOKED"), { ...ada, administers: [] })).toBe("/access");
});
