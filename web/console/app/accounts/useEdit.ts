import { useDraft } from "../kit/useDraft";

interface Draft<V> {
  /** The version that was looked at when the first thing was typed, and what stood there. */
  version: number;
  before: V;
  changes: Partial<V>;
}

/** A field that somebody else has changed since one began: what stood there, and what does now. */
export interface Change<V> {
  field: keyof V & string;
  before: V[keyof V];
  now: V[keyof V];
}

/** Properties while somebody edits them. */
export interface Edit<V> {
  /** What the form shows: what was typed, and what is so where nothing was. */
  values: V;
  /** What differs from how it is; this alone is sent. */
  changes: Partial<V>;
  /** The version to send: with it, nothing of somebody else's is overwritten unseen. */
  version: number;
  /** What somebody else has changed meanwhile. */
  theirs: Change<V>[];
  dirty: boolean;
  change: (part: Partial<V>) => void;
  /** Go on with one's own changes, having seen theirs. */
  keepMine: () => void;
  forget: () => void;
}

/**
 * What somebody changes of properties that others may change at the same time. What was typed
 * stays, whatever comes; what was not typed follows. `key` names the draft.
 */
export function useEdit<V extends object>(key: string, now: V, version: number): Edit<V> {
  const [draft, setDraft, drop] = useDraft<Draft<V> | null>(key, null);
  const changes = draft ? pick(draft.changes, (field, value) => !same(value, now[field])) : {};
  const dirty = Object.keys(changes).length > 0;
  const begun = draft && dirty ? draft : { version, before: now, changes: {} };
  const theirs = fieldsOf(now).flatMap((field) => changeOf(field, begun.before, now));
  return {
    values: { ...now, ...draft?.changes },
    changes,
    version: theirs.length ? begun.version : version,
    theirs,
    dirty,
    change: (part) => setDraft({ ...begun, changes: { ...begun.changes, ...part } }),
    keepMine: () => {
      if (draft) setDraft({ ...draft, version, before: now });
    },
    forget: () => {
      setDraft(null);
      drop();
    },
  };
}

function changeOf<V extends object>(field: keyof V & string, before: V, now: V): Change<V>[] {
  return same(before[field], now[field]) ? [] : [{ field, before: before[field], now: now[field] }];
}

function fieldsOf<V extends object>(values: V): (keyof V & string)[] {
  return Object.keys(values) as (keyof V & string)[];
}

function pick<V extends object>(changes: Partial<V>, wanted: (field: keyof V, value: unknown) => boolean): Partial<V> {
  const kept: Partial<V> = {};
  for (const field of fieldsOf(changes)) if (wanted(field, changes[field])) kept[field] = changes[field];
  return kept;
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
