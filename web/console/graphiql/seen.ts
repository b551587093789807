/** Ids met in answers, so that the next example need not be filled in by hand. */
const TYPES: Record<string, string> = {
  account: "SmartAccount",
  application: "AccountApplication",
  assignment: "RoleAssignment",
  company: "Company",
  registration: "Registration",
  request: "AccessRequest",
  supportRequest: "SupportAccessRequest",
  virtualAccount: "VirtualAccount",
};

const seen = new Map<string, string>();
const given = new Set<unknown>();

/** Keep the first id of each type in an answer; a newer answer wins over an older one. */
export function remember(answer: unknown): void {
  const found = new Map<string, string>();
  collect(answer, found);
  for (const [type, id] of found) seen.set(type, id);
}

function collect(value: unknown, found: Map<string, string>): void {
  if (typeof value !== "object" || value === null) return;
  const { __typename: type, id } = value as { __typename?: unknown; id?: unknown };
  if (typeof type === "string" && typeof id === "string") {
    const thing = type.replace(/Match$/, ""); // what a look-up found is the thing itself
    if (!found.has(thing)) found.set(thing, id);
  }
  for (const part of Object.values(value)) collect(part, found);
}

/** The id for a variable of this name, or an empty text to be filled in. */
export function idFor(variable: string): string {
  return seen.get(TYPES[variable] ?? "") ?? "";
}

/** Fill the empty ids of a variables text, or renew those filled before; null: nothing to do. */
export function fill(text: string): string | null {
  const variables = parseObject(text);
  let changed = false;
  for (const [name, value] of Object.entries(variables)) {
    const id = idFor(name);
    if (!id || id === value || !(value === "" || given.has(value))) continue;
    given.add((variables[name] = id));
    changed = true;
  }
  return changed ? JSON.stringify(variables, null, 2) : null;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
