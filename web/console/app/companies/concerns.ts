import type { Notice } from "../api/notices";

const KINDS = ["ADMINISTRATOR_APPOINTED", "ADMINISTRATOR_CHANGED", "PORTAL_ACCESS_CHANGED"];

/** Whether a notice changes who administers or uses a company's portal, or how many wait. */
export function concernsCompanies({ kind, about }: Notice): boolean {
  return KINDS.includes(kind) || about?.__typename === "Registration";
}
