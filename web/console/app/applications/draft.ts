import type { AccountType } from "../api/types";
import { normal } from "../kit/length";

export const STEPS = ["who", "account", "review"] as const;
export type StepName = (typeof STEPS)[number];
export type Whom = "me" | "other";

/** An application while it is being written. */
export interface Draft {
  step: StepName;
  whom: Whom | null;
  email: string;
  type: AccountType;
  name: string;
  /** As it was typed; null while it is that of the e-mail address. */
  domain: string | null;
  reason: string;
}

export const EMPTY: Draft = { step: "who", whom: null, email: "", type: "CUSTOMER", name: "", domain: null, reason: "" };

const FIELDS = ["whom", "email", "domain", "reason", "name", "type"] as const;
export type FieldName = (typeof FIELDS)[number];
export type Problems = Partial<Record<FieldName, string>>;

/** The domain that goes without an operator's approval: that of the address of who will administer. */
export function suggestedOf({ whom, email }: Draft, own: string | null): string | null {
  return whom === "other" ? normal(email).split("@")[1]?.toLowerCase() || null : own;
}

export function domainOf(draft: Draft, own: string | null): string {
  return draft.domain === null ? (suggestedOf(draft, own) ?? "") : normal(draft.domain).toLowerCase();
}

/** Whether an operator will have to approve the domain. */
export function needsReview(draft: Draft, own: string | null): boolean {
  const domain = domainOf(draft, own);
  return domain !== "" && domain !== suggestedOf(draft, own);
}

/** What is wrong with a step, in the order of its fields. */
export function flawsOf(draft: Draft, own: string | null): FieldName[] {
  const { step, whom, email, name, reason } = draft;
  if (step === "who") return where({ whom: whom === null, email: whom === "other" && !isEmail(email) });
  return where({
    domain: !isDomain(domainOf(draft, own)),
    reason: needsReview(draft, own) && !normal(reason),
    name: !normal(name),
  });
}

function where(flaws: Partial<Record<FieldName, boolean>>): FieldName[] {
  return FIELDS.filter((field) => flaws[field]);
}

export function isDomain(text: string): boolean {
  return /^[^\s@]+\.[^\s@.]+$/.test(text);
}

function isEmail(text: string): boolean {
  const [local, domain, more] = normal(text).split("@");
  return Boolean(local) && isDomain(domain ?? "") && more === undefined;
}

const NAMES: Record<string, FieldName> = {
  nomineeEmail: "email",
  type: "type",
  name: "name",
  domainIdentifier: "domain",
  reason: "reason",
};

/** Which field a refusal is about. */
export function fieldOf({ code, field }: { code: string; field: string[] | null }): FieldName | undefined {
  if (code === "DOMAIN_TAKEN" || code === "PUBLIC_DOMAIN") return "domain";
  if (code === "REASON_TOO_LONG") return "reason";
  return NAMES[field?.[0] ?? ""];
}

/** On which step a field stands. */
export function stepOf(field: FieldName): StepName {
  return field === "whom" || field === "email" ? "who" : "account";
}
