import type { ComponentType } from "react";

type Screen = ComponentType<{ params: Record<string, string> }>;
type Fetch = () => Promise<Screen>;

/** A screen that is fetched when one goes there. */
function screen<Name extends string>(load: () => Promise<Record<Name, Screen>>, name: Name): Fetch {
  return async () => (await load())[name];
}

/** Every address of the console. They are a contract: mails link to them. */
export const routes: [string, Fetch][] = [
  ["/", screen(() => import("./home/Home"), "Home")],
  ["/profile", screen(() => import("./profile/ProfilePage"), "ProfilePage")],
  ["/verify/:token", screen(() => import("./profile/VerifyEmail"), "VerifyEmail")],
  ["/access", screen(() => import("./access/AccessPage"), "AccessPage")],
  ["/access/add", screen(() => import("./access/AddAccess"), "AddAccess")],
  ["/contracts", screen(() => import("./contracts/Contracts"), "Contracts")],
  ["/contracts/:number", screen(() => import("./contracts/ContractPage"), "ContractPage")],
  ["/support", screen(() => import("./support/SupportRequests"), "SupportStart")],
  ["/support/requests", screen(() => import("./support/SupportRequests"), "SupportRequests")],
  ["/support/requests/:id", screen(() => import("./support/SupportRequestPage"), "SupportRequestPage")],
  ["/requests", screen(() => import("./requests/MyRequests"), "MyRequests")],
  ["/requests/:id", screen(() => import("./requests/RequestPage"), "RequestPage")],
  ["/accounts/new", screen(() => import("./applications/NewAccount"), "NewAccount")],
  ["/accounts/:id", screen(() => import("./accounts/Account"), "AccountStart")],
  ["/accounts/:id/overview", screen(() => import("./accounts/overview/Overview"), "Overview")],
  ["/accounts/:id/virtual-accounts", screen(() => import("./accounts/virtual/VirtualAccounts"), "VirtualAccounts")],
  ["/accounts/:id/agreements", screen(() => import("./accounts/agreements/Agreements"), "Agreements")],
  ["/accounts/:id/settings", screen(() => import("./accounts/settings/Settings"), "Settings")],
  ["/accounts/:id/events", screen(() => import("./accounts/events/Events"), "Events")],
  ["/accounts/:id/users", screen(() => import("./accounts/users/Users"), "Users")],
  ["/accounts/:id/users/add", screen(() => import("./accounts/users/AddUsers"), "AddUsers")],
  ["/accounts/:id/users/elsewhere", screen(() => import("./accounts/users/Elsewhere"), "Elsewhere")],
  ["/accounts/:id/requests", screen(() => import("./accounts/requests/Requests"), "Requests")],
  ["/accounts/:id/requests/:rid", screen(() => import("./accounts/requests/RequestReview"), "RequestReview")],
  ["/request-access", screen(() => import("./requests/asking/RequestAccess"), "RequestAccess")],
  ["/onboarding", screen(() => import("./onboarding/Overview"), "Overview")],
  ["/onboarding/verify", screen(() => import("./onboarding/Verify"), "Verify")],
  ["/onboarding/forward", screen(() => import("./onboarding/Forward"), "Forward")],
  ["/onboarding/company", screen(() => import("./onboarding/ChooseCompany"), "ChooseCompany")],
  ["/onboarding/email", screen(() => import("./onboarding/VerifyEmail"), "VerifyEmail")],
  ["/onboarding/waiting", screen(() => import("./onboarding/Waiting"), "Waiting")],
  ["/onboarding/review", screen(() => import("./onboarding/AgentReview"), "AgentReview")],
  ["/onboarding/setup", screen(() => import("./onboarding/SetUp"), "SetUp")],
  ["/onboarding/done", screen(() => import("./onboarding/Done"), "Done")],
  ["/onboarding/confirm/:token", screen(() => import("./onboarding/ConfirmAddress"), "ConfirmAddress")],
  ["/companies", screen(() => import("./companies/Companies"), "Companies")],
  ["/companies/registrations/:id", screen(() => import("./companies/RegistrationPage"), "RegistrationPage")],
  ["/companies/:id", screen(() => import("./companies/CompanyPage"), "CompanyPage")],
  ["/applications", screen(() => import("./applications/ApplicationsPage"), "ApplicationsPage")],
  ["/applications/:id", screen(() => import("./applications/ApplicationPage"), "ApplicationPage")],
  ["/activate/:token", screen(() => import("./applications/LinkPage"), "LinkPage")],
  ["/authorize/:token", screen(() => import("./applications/LinkPage"), "LinkPage")],
  ["/desk", screen(() => import("./desk/Desk"), "Desk")],
  ["/desk/:id", screen(() => import("./desk/CasePage"), "CasePage")],
  ["/operations", screen(() => import("./operations/OperationsPage"), "OperationsPage")],
];

/** Begin to fetch the screen of an address, whatever else is still on its way. */
export function fetchScreen(path: string): void {
  const [, fetchIt] = routes.find(([address]) => patternOf(address).test(path)) ?? [];
  fetchIt?.().catch(nothing); // whoever shows it tells what failed
}

function patternOf(address: string): RegExp {
  return new RegExp(`^${address.replaceAll(/:\w+/g, "[^/]+")}/?$`);
}

function nothing(): void {}
