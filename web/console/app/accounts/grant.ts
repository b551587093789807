import type { Role } from "../api/types";
import type { Part } from "./PartsField";

export type Scope = "whole" | "parts";

/** A role and what it covers, while it is being chosen. */
export interface Grant {
  scope: Scope | null;
  role: Role | null;
  parts: Part[];
}

const ROLES: Record<Scope, Role[]> = {
  whole: ["SMART_ACCOUNT_USER", "SMART_ACCOUNT_VIEWER", "SMART_ACCOUNT_APPROVER", "SMART_ACCOUNT_ADMIN"],
  parts: ["VIRTUAL_ACCOUNT_USER", "VIRTUAL_ACCOUNT_VIEWER", "VIRTUAL_ACCOUNT_ADMIN"],
};

export const ALL_ROLES: Role[] = [...ROLES.whole, ...ROLES.parts];

export function rolesOf(scope: Scope): Role[] {
  return ROLES[scope];
}

export function isWide(role: Role): boolean {
  return ROLES.whole.includes(role);
}

/** What is still to be chosen; in the order of the fields. */
export function missingOf({ scope, role, parts }: Grant): "scope" | "role" | "parts" | null {
  if (!scope) return "scope";
  if (!role) return "role";
  return scope === "parts" && parts.length === 0 ? "parts" : null;
}

/** The grant as the API takes it; null while something is missing. */
export function granted({ scope, role, parts }: Grant): { role: Role; virtualAccounts: string[] | null } | null {
  if (!role) return null;
  return { role, virtualAccounts: scope === "parts" ? parts.map(({ id }) => id) : null };
}

/** Which of the fields a refusal belongs to. */
export function fieldOf({ code, field }: { code: string; field: string[] | null }): "scope" | "role" | "parts" | null {
  if (code === "VIRTUAL_ACCOUNT_REQUIRED" || field?.includes("virtualAccounts")) return "parts";
  if (code === "ROLE_SCOPE_MISMATCH" || code === "APPROVER_DOMAIN_MISMATCH" || field?.includes("role")) return "role";
  return null;
}
