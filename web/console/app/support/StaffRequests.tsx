import { useAnswer } from "../api/useAnswer";
import { usePages } from "../kit/usePages";
import { SupportRequestsDocument } from "./list.operations";
import { SupportList } from "./SupportList";
import { useSupportFilters } from "./useSupportFilters";
import { useSupportWords } from "./useSupportWords";

/** Every request for support access. */
export function StaffRequests() {
  const words = useSupportWords();
  const filters = useSupportFilters({ staff: true });
  const { first, after, more } = usePages(JSON.stringify(filters.filter));
  const answer = useAnswer(SupportRequestsDocument, { first, after, filter: filters.filter });
  return (
    <SupportList
      staff
      lead={words.leadStaff}
      answer={answer}
      page={({ supportAccessRequests }) => supportAccessRequests}
      filters={filters}
      onMore={more}
    />
  );
}
