import type { AccountFrameFragment } from "./account.operations";

export type Tab = "overview" | "virtual-accounts" | "users" | "requests" | "agreements" | "settings" | "events";

/**
 * The tabs of an account, in order, and who sees each. A further one is a line here, its name in
 * the words, and a route to its screen, which draws itself inside `Account`.
 */
export const TABS: [Tab, (account: AccountFrameFragment) => boolean][] = [
  ["overview", () => true],
  ["virtual-accounts", (account) => account.viewerCanView.allowed],
  ["users", (account) => account.viewerCanViewUsers.allowed],
  ["requests", (account) => account.viewerCanDecideRequests.allowed],
  ["agreements", (account) => account.viewerCanView.allowed],
  ["settings", (account) => account.viewerCanEditProperties.allowed || account.viewerCanSetAutomation.allowed],
  ["events", (account) => account.viewerCanViewEvents.allowed],
];
