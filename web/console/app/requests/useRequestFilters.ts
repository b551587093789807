import { useLocation } from "wouter";

import type { Order } from "../kit/Listing";
import { useQueryChoices, useQueryState } from "../kit/useQueryState";
import type { AccessType, Deciders, RequestFilter, RequestOrder, RequestSort, RequestStatus } from "../api/types";

export const STATUSES = ["PENDING", "APPROVED", "DECLINED", "CANCELLED", "EXPIRED"] as const satisfies RequestStatus[];
export const TYPES = ["SMART_ACCOUNT", "NEW_ACCOUNT", "FULL_SUPPORT", "DOWNLOADS_ONLY"] as const satisfies AccessType[];
export const DECIDERS = [
  "ACCOUNT_ADMINISTRATORS", "CONTRACT_ADMINISTRATORS", "SUPPORT", "OPERATORS", "NOMINEE", "REQUESTER",
] as const satisfies Deciders[];
const SORTS = ["SUBMITTED_AT", "LAST_ACTIVITY", "KEY", "ACCESS_TYPE", "STATUS", "DECIDERS"] as const satisfies RequestSort[];

/** Which of one's requests are shown, and in which order: all of it in the address. */
export function useRequestFilters() {
  const [path, go] = useLocation();
  const [key, setKey] = useQueryState("key");
  const [types, setTypes] = useQueryChoices<AccessType>("type", TYPES);
  const [statuses, setStatuses] = useQueryChoices<RequestStatus>("status", STATUSES);
  const [deciders, setDeciders] = useQueryChoices<Deciders>("who", DECIDERS);
  const { orderBy, order } = useOrder();
  const filter: RequestFilter = {
    key: key || null,
    accessType: types.length ? types : null,
    status: statuses.length ? statuses : null,
    deciders: deciders.length ? deciders : null,
  };
  return {
    key, setKey, types, setTypes, statuses, setStatuses, deciders, setDeciders, filter, orderBy, order,
    any: Boolean(key || types.length || statuses.length || deciders.length),
    clear: () => go(path, { replace: true }),
  };
}

export type RequestFilters = ReturnType<typeof useRequestFilters>;

/** Newest first, unless the address says otherwise: `?sort=KEY`, or `?sort=-KEY` from the end. */
function useOrder(): { orderBy: RequestOrder; order: Order } {
  const [sort, setSort] = useQueryState("sort", "-SUBMITTED_AT");
  const descending = sort.startsWith("-");
  const by = SORTS.find((one) => one === sort.replace("-", "")) ?? "SUBMITTED_AT";
  const onChange: Order["onChange"] = (next, down) => setSort(`${down ? "-" : ""}${next}`);
  return { orderBy: { by, descending }, order: { by, descending, onChange } };
}
