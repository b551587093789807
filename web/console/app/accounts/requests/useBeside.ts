import { useLayoutEffect } from "react";
import { useLocation, useSearch } from "wouter";

import { useQueryState } from "../../kit/useQueryState";
import { useWide } from "../../kit/useWide";
import { rowOf } from "./columns";

interface Beside {
  /** The request that is shown beside the list; empty: none. */
  open: string;
  close: () => void;
  /** Where a request is shown, or with an empty id the list alone. */
  placeOf: (id: string) => string;
}

/** Which request of an account is shown beside their list, where there is room; else it is a page of its own. */
export function useBeside(account: string): Beside {
  const wide = useWide();
  const search = useSearch();
  const [, go] = useLocation();
  const [open, setOpen] = useQueryState("request");
  const page = `/accounts/${account}/requests`;
  useLayoutEffect(() => {
    if (open && !wide) go(`${page}/${open}`, { replace: true });
  }, [open, wide, page, go]);

  function placeOf(id: string): string {
    if (id && !wide) return `${page}/${id}`;
    const parameters = new URLSearchParams(search);
    parameters.delete("request");
    if (id) parameters.set("request", id);
    return parameters.size ? `${page}?${parameters}` : page;
  }

  const close = (): void => {
    document.getElementById(rowOf(open))?.focus();
    setOpen("");
  };
  return { open: wide ? open : "", close, placeOf };
}
