import type { Notice } from "../api/notices";

/** Whether a notice tells of a request for support access, or of the access itself. */
export function isAboutSupport({ kind, about }: Notice): boolean {
  return kind === "SUPPORT_ACCESS_CHANGED" || about?.__typename === "SupportAccessRequest";
}
