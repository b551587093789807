import { ChoiceFilter, TextFilter } from "../kit/Filters";
import { useCommon } from "../words";
import { DECIDERS, type RequestFilters as Filters, STATUSES, TYPES } from "./useRequestFilters";
import { useRequestWords } from "./useRequestWords";

/** The filters of the list of one's own requests. */
export function RequestFilters({ of }: { of: Filters }) {
  const words = useRequestWords();
  const common = useCommon();
  const status = { ...common.status, ...words.status };
  return (
    <>
      <TextFilter label={words.keyFilter} value={of.key} onChange={of.setKey} />
      <ChoiceFilter label={words.columns.type} among={only(TYPES, common.accessType)} chosen={of.types} onChange={of.setTypes} />
      <ChoiceFilter label={words.columns.status} among={only(STATUSES, status)} chosen={of.statuses} onChange={of.setStatuses} />
      <ChoiceFilter label={words.columns.deciders} among={only(DECIDERS, common.deciders)} chosen={of.deciders} onChange={of.setDeciders} />
    </>
  );
}

function only<T extends string>(among: readonly T[], words: Record<T, string>): Partial<Record<T, string>> {
  return Object.fromEntries(among.map((one) => [one, words[one]])) as Partial<Record<T, string>>;
}
