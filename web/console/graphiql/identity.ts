import { post } from "./http";
import { State } from "../app/api/state";

const KEY = "admit.act-as";
const WHO = "query Identity { viewer { profile { username fullName } } }";

export type Identity =
  | { state: "asking" }
  | { state: "nobody" }
  | { state: "unknown"; because: string }
  | { state: "somebody"; username: string; fullName: string };

/** The demo person this tab acts as; empty: whoever the cookie says. Kept in this tab alone. */
export const actingAs = new State(sessionStorage.getItem(KEY) ?? "");
export const identity = new State<Identity>({ state: "asking" });

actingAs.watch(() => {
  sessionStorage.setItem(KEY, actingAs.get());
  void refreshIdentity();
});

/** The Authorization of an operation: the headers editor wins over the tab's person. */
export function authorization(headers: Record<string, string> = {}): string | undefined {
  const own = Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization");
  const person = actingAs.get();
  return own?.[1] ?? (person ? `Bearer demo:${person}` : undefined);
}

let asked = 0;

export async function refreshIdentity(): Promise<void> {
  const turn = ++asked;
  const answer = await askWho();
  if (turn === asked) identity.set(answer);
}

async function askWho(): Promise<Identity> {
  try {
    const { data, errors } = await post({ query: WHO, operationName: "Identity" });
    const profile = (data as Viewer | null | undefined)?.viewer?.profile;
    if (profile) return { state: "somebody", ...profile };
    if (errors?.[0]?.extensions?.["code"] === "UNAUTHENTICATED") return { state: "nobody" };
    return { state: "unknown", because: errors?.[0]?.message ?? "no profile in the answer" };
  } catch (error) {
    return { state: "unknown", because: String(error) };
  }
}

interface Viewer {
  viewer?: { profile?: { username: string; fullName: string } | null } | null;
}
