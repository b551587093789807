import type { AutomationRuleInput, Role, RuleMatch, RuleOutcome } from "../../api/types";
import { lengthOf } from "../../kit/length";
import { type Grant, isWide, missingOf } from "../grant";
import type { Part } from "../PartsField";
import type { SavedRuleFragment } from "./settings.operations";

/** A rule as it is edited. */
export interface Rule {
  name: string;
  match: RuleMatch;
  domains: string[];
  outcome: RuleOutcome;
  role: Role | null;
  parts: Part[];
  reason: string;
}

export function ruleOf({ name, match, domains, outcome, role, virtualAccounts, reason }: SavedRuleFragment): Rule {
  const parts = virtualAccounts.map(({ id, name: called }) => ({ id, name: called }));
  return { name, match, domains, outcome, role, parts, reason };
}

export function inputOf({ name, match, domains, outcome, role, parts, reason }: Rule): AutomationRuleInput {
  const wide = role === null || isWide(role);
  return { name, match, domains, outcome, role, virtualAccounts: wide ? null : parts.map(({ id }) => id), reason };
}

/** A rule while its dialog is open: with what belongs to answers that are not chosen now. */
export interface Draft {
  name: string;
  match: RuleMatch;
  domains: string;
  outcome: RuleOutcome | null;
  grant: Grant;
  reason: string;
}

export function draftOf(rule: Rule | null): Draft {
  if (!rule) {
    const grant: Grant = { scope: null, role: null, parts: [] };
    return { name: "", match: "ACCOUNT_DOMAIN", domains: "", outcome: null, grant, reason: "" };
  }
  const { name, match, domains, outcome, role, parts, reason } = rule;
  const scope = role && (isWide(role) ? "whole" : "parts");
  return { name, match, domains: domains.join("\n"), outcome, grant: { scope, role, parts }, reason };
}

/** The rule that a draft without flaws means: only what belongs to its match and its answer. */
export function finished({ name, match, domains, outcome, grant, reason }: Draft): Rule {
  const gives = outcome === "APPROVE";
  return {
    name: name.trim(),
    match,
    domains: match === "EMAIL_DOMAIN_IN" ? listed(domains) : [],
    outcome: outcome ?? "LEAVE",
    role: gives ? grant.role : null,
    parts: gives && grant.scope === "parts" ? grant.parts : [],
    reason: outcome === "DECLINE" ? reason.trim() : "",
  };
}

export function listed(domains: string): string[] {
  return domains.split(/[\s,;]+/).filter(Boolean);
}

export type Flaw = "name" | "taken" | "domains" | "outcome" | "scope" | "role" | "parts" | "reason" | "long";

const LONGEST_NAME = 80;
const MOST_DOMAINS = 100;
const REASON = { least: 10, most: 1000 };

/** What is wrong with a draft beside rules of these names; `strict` wants a reason for declining. */
export function flawsOf(draft: Draft, names: readonly string[], strict: boolean): Flaw[] {
  const name = lengthOf(draft.name);
  const domains = listed(draft.domains).length;
  const reason = lengthOf(draft.reason);
  const declines = draft.outcome === "DECLINE";
  const missing = draft.outcome === "APPROVE" ? missingOf(draft.grant) : null;
  const found: [boolean, Flaw][] = [
    [name === 0 || name > LONGEST_NAME, "name"],
    [names.some((one) => one.toLowerCase() === draft.name.trim().toLowerCase()), "taken"],
    [draft.match === "EMAIL_DOMAIN_IN" && (domains === 0 || domains > MOST_DOMAINS), "domains"],
    [draft.outcome === null, "outcome"],
    [declines && strict && reason < REASON.least, "reason"],
    [declines && reason > REASON.most, "long"],
  ];
  const flaws = found.filter(([is]) => is).map(([, flaw]) => flaw);
  return missing ? [...flaws, missing] : flaws;
}

/** The rules with one of them a place further up or down. */
export function moved(rules: readonly Rule[], index: number, by: 1 | -1): Rule[] {
  const rest = rules.filter((_rule, at) => at !== index);
  return [...rest.slice(0, index + by), ...rules.slice(index, index + 1), ...rest.slice(index + by)];
}
