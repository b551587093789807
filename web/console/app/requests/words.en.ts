import type { EndCause, RequestEventKind, RequestStatus } from "../api/types";

type ByActor = (actor: string) => string;

const events: Record<RequestEventKind, ByActor> = {
  SENT: (actor) => `${actor} sent the request`,
  MAILED: () => "Those who decide were mailed",
  REMINDED: (actor) => `${actor} sent a reminder`,
  ESCALATED: () => "Nobody answered, and the operators were told",
  FORWARDED: () => "It was passed on to others, who decide now",
  STEP_TAKEN: () => "It came a step further",
  REVIEW_BEGUN: () => "It went to the support agents",
  QUESTION_ASKED: (actor) => `${actor} asked a question`,
  QUESTION_ANSWERED: (actor) => `${actor} answered`,
  ADMINISTRATOR_APPOINTED: (actor) => `${actor} appointed an administrator`,
  ACTED_UPON: (actor) => `${actor} decided`,
  WITHDRAWN: () => "It was closed undecided",
  EXPIRED: () => "Nobody answered in time",
  READY: () => "It can be used",
  REVOKED: (actor) => `${actor} took the access away`,
};
const outcomes: Record<RequestStatus, ByActor> = {
  PENDING: () => "It waits",
  APPROVED: (actor) => `${actor} approved it`,
  DECLINED: (actor) => `${actor} declined it`,
  CANCELLED: () => "It was closed undecided",
  EXPIRED: () => "Nobody answered in time",
};
const ended: Record<EndCause, string> = {
  WITHDRAWN: "You took it back",
  ACCOUNT_DEACTIVATED: "It was closed because the account was closed",
  USER_DEACTIVATED: "It was closed because its sender may not sign in any more",
  NOT_ANSWERED: "It was closed because nobody answered in time",
};

const en = {
  title: "My requests",
  lead: "Everything you have asked for, and what became of it.",
  requestAccess: "Request access",
  addSupport: "Add support access",
  empty: "You have asked for nothing yet",
  emptyBody: "To work in a company's account, ask its administrators to let you in.",
  columns: {
    key: "Account or number",
    type: "Access type",
    date: "Request date",
    status: "Status",
    deciders: "Administrators",
    actions: "Actions",
  },
  keyFilter: "Domain, contract or serial number",
  status: { DECLINED: "Denied", CANCELLED: "Withdrawn", CLOSED: "Closed" },
  view: "View",
  viewOne: (key: string) => `View the request for ${key}`,
  remind: "Send reminder",
  remindOne: (key: string) => `Send reminder for ${key}`,
  reminded: "Reminder sent.",
  remindableAt: (when: string) => `Next reminder possible ${when}`,
  withdraw: "Withdraw",
  withdrawOne: (key: string) => `Withdraw the request for ${key}`,
  withdrawTitle: (key: string) => `Withdraw the request for ${key}?`,
  withdrawBody: "Those who were asked are told that nothing is needed any more. You can ask again at any time.",
  withdrawAct: "Withdraw the request",
  titles: {
    SMART_ACCOUNT: (key: string) => `Access to ${key}`,
    NEW_ACCOUNT: (key: string) => `New account for ${key}`,
    FULL_SUPPORT: (key: string) => `Full support for ${key}`,
    DOWNLOADS_ONLY: (key: string) => `Downloads for ${key}`,
    PORTAL: (key: string) => (key ? `Service portal for ${key}` : "Service portal"),
  },
  asked: "What you asked for",
  askedBy: (name: string) => `What ${name} asked for`,
  timeline: "What happened",
  sentProfile: "The profile that was sent",
  facts: {
    account: "Account",
    domain: "Domain identifier",
    accountType: "Account type",
    role: "Role you would like",
    sent: "Sent",
    reason: "Reason",
    decides: "Who decides",
    level: "Level",
    explanation: "Explanation",
    deadline: "Closed without an answer on",
    nominee: "Who authorises it",
    stage: "Stands at",
    company: "Company",
    contract: "Contract number",
    serial: "Serial number",
  },
  profile: {
    companyName: "Company",
    fullName: "Full name",
    email: "E-mail",
    username: "Username",
    phone: "Phone",
    emailVerified: "a confirmed e-mail address",
  },
  waitsFor: (whom: string) => `Waits for: ${whom}`,
  pending: {
    title: "Waiting for an answer",
    yours: "Waiting for you",
    told: (n: number) =>
      n === 0
        ? "The account has no administrator at present."
        : n === 1
          ? "1 administrator was notified."
          : `${n} administrators were notified.`,
    reminders: (n: number) => (n === 1 ? "1 reminder was sent." : `${n} reminders were sent.`),
    failed: (n: number) => (n === 1 ? "1 mail could not be delivered." : `${n} mails could not be delivered.`),
    usual: (hours: number) =>
      hours < 1
        ? "Such requests are usually answered within the hour."
        : hours < 48
          ? `Such requests usually take about ${Math.round(hours)} h here.`
          : `Such requests usually take about ${Math.round(hours / 24)} days here.`,
    escalated: "As nobody answers, the operators were told.",
    mailed: "You will be mailed as soon as somebody decides; this page changes by itself.",
    advice: "No answer? Send a reminder, ask an administrator you know, or turn to",
    support: "support",
    adviceAlone: "No answer? Send a reminder, or ask an administrator you know.",
  },
  outcome: {
    APPROVED: (actor: string) => `${actor} approved your request`,
    DECLINED: (actor: string) => `${actor} denied your request`,
    EXPIRED: "Nobody answered in time",
    ended,
    endedOtherwise: "It was closed undecided",
    noReason: "No reason was given.",
    toAccess: "See your access",
    askAgain: "Ask again",
  },
  steps: { application: "Go to the application", registration: "Go to the onboarding" },
  rule: (name: string) => `The rule “${name}”`,
  system: "The system",
  stages: {
    SUBMITTED: "Sent",
    PENDING_DOMAIN_REVIEW: "Review of the domain",
    PENDING_AUTHORIZATION: "Authorisation by the named person",
    PENDING_SETUP: "Ready to be set up",
    ACTIVE: "Done",
    DECLINED: "Denied",
    CANCELLED: "Withdrawn",
    VERIFYING_ENTITLEMENT: "Contract and device",
    CONFIRMING_FORWARD: "Confirming that administrators be asked",
    CHOOSING_COMPANY: "Choice of the company",
    EMAIL_VERIFICATION: "Confirmation of your e-mail address",
    FORWARDED_TO_DA: "With the company's administrators",
    MANUAL_REVIEW: "With a support agent",
    INFORMATION_REQUESTED: "A question waits for your answer",
    SYNCING: "Set-up in progress",
    DENIED: "Denied",
    REJECTED: "Rejected",
  },
  events,
  outcomes,
};

export default en;
