/** By `type:id`, the newest version of each thing that any answer has shown. */
export type Versions = Map<string, number>;

/** Whether an answer shows something older than what was seen; the newer ones are kept. */
export function isOutdated(answer: unknown, versions: Versions): boolean {
  let outdated = false;
  for (const [key, version] of found(answer)) {
    const seen = versions.get(key) ?? 0;
    if (version < seen) outdated = true;
    else versions.set(key, version);
  }
  return outdated;
}

function* found(value: unknown): Generator<[string, number]> {
  if (typeof value !== "object" || value === null) return;
  const { __typename: type, id, version } = value as Record<string, unknown>;
  if (typeof type === "string" && typeof id === "string" && typeof version === "number")
    yield [`${type}:${id}`, version];
  for (const part of Object.values(value)) yield* found(part);
}
