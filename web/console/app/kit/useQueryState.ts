import { useCallback } from "react";
import { useLocation, useSearch } from "wouter";

/** A value that lives in the address, so that a reload and a link show the same. */
export function useQueryState(name: string, initial = ""): [string, (value: string) => void] {
  const search = useSearch();
  const [path, go] = useLocation();
  const value = new URLSearchParams(search).get(name) ?? initial;
  const set = useCallback(
    (next: string) => {
      // Read anew: two values may change in the same moment.
      const parameters = new URLSearchParams(location.search);
      if (next === initial) parameters.delete(name);
      else parameters.set(name, next);
      const text = parameters.toString();
      go(text ? `${path}?${text}` : path, { replace: true });
    },
    [name, initial, path, go],
  );
  return [value, set];
}

/** The same for several of a closed set, separated by commas. */
export function useQueryChoices<T extends string>(
  name: string,
  among: readonly T[],
  initial = "",
): [T[], (value: T[]) => void] {
  const [text, set] = useQueryState(name, initial);
  const given = text.split(",");
  return [among.filter((one) => given.includes(one)), (chosen) => set(chosen.join(",") || (initial ? "-" : ""))];
}
