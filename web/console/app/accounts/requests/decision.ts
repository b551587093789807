import { lengthOf } from "../../kit/length";
import { type Grant, missingOf } from "../grant";
import type { ReviewedRequestFragment } from "./review.operations";

export type Answer = "approve" | "decline";

/** What an administrator has chosen and typed, and not sent yet. */
export interface Draft {
  answer: Answer | null;
  grant: Grant;
  replace: boolean;
  endsOn: string;
  reason: string;
}

/** What is wrong with a field, by its name. */
export type Problems = Partial<Record<"answer" | "scope" | "role" | "parts" | "endsOn" | "reason", string>>;

/** At first only what the requester would like is there; whether to give it is left open. */
export function firstDraft({ proposedRole, proposedVirtualAccounts, account }: ReviewedRequestFragment): Draft {
  const wide = isWideDecider(account);
  const scope = proposedVirtualAccounts.length || !wide ? "parts" : proposedRole ? "whole" : null;
  const parts = proposedVirtualAccounts.map(({ id, name }) => ({ id, name }));
  return { answer: null, grant: { scope, role: proposedRole, parts }, replace: false, endsOn: "", reason: "" };
}

/** Whether the viewer may give roles over the whole account. */
export function isWideDecider({ viewerRoles }: ReviewedRequestFragment["account"]): boolean {
  return viewerRoles.some(({ role }) => role === "SMART_ACCOUNT_ADMIN");
}

export type Flaw = keyof Problems;

const LONGEST = 1000;
const SHORTEST = 10;

/** The fields that cannot be sent as they are. */
export function flawsOf(draft: Draft, needsReason: boolean): Flaw[] {
  if (!draft.answer) return ["answer"];
  if (draft.answer === "decline") {
    const length = lengthOf(draft.reason);
    return length > LONGEST || (needsReason && length < SHORTEST) ? ["reason"] : [];
  }
  const missing = missingOf(draft.grant);
  const past = draft.endsOn !== "" && new Date(endOf(draft.endsOn)).getTime() <= Date.now();
  return [...(missing ? [missing] : []), ...(past ? (["endsOn"] as const) : [])];
}

/** The last moment of a day, where the reader is. */
export function endOf(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}

/** Whether an address belongs to the account's own domain. */
export function isOfDomain(email: string, domain: string): boolean {
  return email.toLowerCase().endsWith(`@${domain.toLowerCase()}`);
}
