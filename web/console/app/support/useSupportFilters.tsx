import type { ReactNode } from "react";

import type { AccessLevel, Deciders, KeyKind, RequestStatus, SupportAccessRequestFilter } from "../api/types";
import { ChoiceFilter, TextFilter } from "../kit/Filters";
import { useQueryChoices, useQueryState } from "../kit/useQueryState";
import { useCommon } from "../words";
import { useSupportWords } from "./useSupportWords";

const STATUSES: RequestStatus[] = ["PENDING", "APPROVED", "DECLINED", "CANCELLED"];
const KINDS: KeyKind[] = ["CONTRACT", "BILL_TO", "SERIAL_NUMBER"];
const LEVELS: AccessLevel[] = ["FULL_SUPPORT", "DOWNLOADS_ONLY"];
const DECIDERS: Deciders[] = ["SUPPORT", "CONTRACT_ADMINISTRATORS"];

interface Filters {
  filter: SupportAccessRequestFilter;
  controls: ReactNode;
  status: RequestStatus[];
  /** Whether nothing but the usual is asked for: what waits. */
  isPlain: boolean;
  clear: () => void;
}

/** What a list of requests for support access is narrowed down to; it lives in the address. */
export function useSupportFilters({ staff }: { staff: boolean }): Filters {
  const words = useSupportWords();
  const common = useCommon();
  const [text, setText] = useQueryState("text");
  const [status, setStatus] = useQueryChoices("status", STATUSES, "PENDING");
  const [keyKind, setKeyKind] = useQueryChoices("key", KINDS);
  const [level, setLevel] = useQueryChoices("level", LEVELS);
  const [deciders, setDeciders] = useQueryChoices("deciders", DECIDERS);
  return {
    filter: {
      text: text || null,
      status: some(status),
      keyKind: some(keyKind),
      level: some(level),
      deciders: some(deciders),
    },
    status,
    isPlain: status.join() === "PENDING" && !text && !keyKind.length && !level.length && !deciders.length,
    clear: () => {
      setText("");
      setStatus([]);
      setKeyKind([]);
      setLevel([]);
      setDeciders([]);
    },
    controls: (
      <>
        <TextFilter label={words.find} value={text} onChange={setText} />
        <ChoiceFilter label={words.statusTitle} among={only(words.status, STATUSES)} chosen={status} onChange={setStatus} />
        <ChoiceFilter label={words.key} among={common.keyKind} chosen={keyKind} onChange={setKeyKind} />
        <ChoiceFilter label={words.level} among={common.level} chosen={level} onChange={setLevel} />
        {staff && (
          <ChoiceFilter label={words.deciders} among={only(common.deciders, DECIDERS)} chosen={deciders} onChange={setDeciders} />
        )}
      </>
    ),
  };
}

function some<T>(chosen: T[]): T[] | null {
  return chosen.length ? chosen : null;
}

function only<T extends string>(words: Record<T, string>, values: T[]): Partial<Record<T, string>> {
  return Object.fromEntries(values.map((value) => [value, words[value]])) as Partial<Record<T, string>>;
}
