import { useAnswer } from "../../api/useAnswer";
import { ChoiceFilter, TextFilter } from "../../kit/Filters";
import { useCommon } from "../../words";
import { AccountPartsDocument } from "../parts.operations";
import type { useUserFilters } from "./useUserFilters";
import { useUserWords } from "./useUserWords";

interface Props {
  account: string;
  of: ReturnType<typeof useUserFilters>;
}

/** Which users are shown: by name, role, virtual account, domain and origin. */
export function UserFilters({ account, of: filters }: Props) {
  const words = useUserWords();
  const common = useCommon();
  const parts = useAnswer(AccountPartsDocument, { id: account, text: null });
  const names = (parts.data?.smartAccount?.virtualAccounts.nodes ?? []).map(({ id, name }) => [id, name] as const);
  return (
    <>
      <TextFilter label={words.find} value={filters.text} onChange={filters.setText} />
      <ChoiceFilter label={words.role} among={common.role} chosen={filters.roles} onChange={filters.setRoles} />
      <ChoiceFilter
        label={words.part}
        among={Object.fromEntries(names)}
        chosen={filters.part ? [filters.part] : []}
        onChange={(chosen) => filters.setPart(chosen.find((id) => id !== filters.part) ?? "")}
      />
      <ChoiceFilter label={words.domain} among={words.domains} chosen={filters.domains} onChange={filters.setDomains} />
      <ChoiceFilter label={words.origin} among={words.origins} chosen={filters.origins} onChange={filters.setOrigins} />
    </>
  );
}
