import { authorization } from "../../api/identity";
import type { AuditEventFilter } from "../../api/types";

/** Where the log can be had as a file, under the same conditions. */
export function addressOf(account: string, { text, action, actor, from, before }: AuditEventFilter): string {
  const given = Object.entries({ text, action, actor, from, before });
  const conditions = new URLSearchParams(given.flatMap(([name, value]) => (value ? [[name, value]] : [])));
  const query = conditions.toString();
  return `/accounts/${encodeURIComponent(account)}/events.csv${query && `?${query}`}`;
}

/**
 * Saves a file as whom the page acts as: a plain link would send the cookie alone, and leave
 * whoever is refused on a page of its own. Answers the status.
 */
export async function download(address: string): Promise<number> {
  const token = authorization();
  const answer = await fetch(address, token ? { credentials: "omit", headers: { Authorization: token } } : {});
  if (answer.ok) save(await answer.blob(), nameIn(answer.headers.get("Content-Disposition") ?? ""));
  return answer.status;
}

function nameIn(disposition: string): string {
  return /filename="([^"]+)"/.exec(disposition)?.[1] ?? "events.csv";
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
