import { useSyncExternalStore } from "react";

/** A value outside React that several parts of the page watch. */
export class State<T> {
  #value: T;
  readonly #watchers = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  readonly set = (value: T): void => {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const tell of this.#watchers) tell();
  };

  readonly watch = (tell: () => void): (() => void) => {
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  };
}

export function useShared<T>(state: State<T>): T {
  return useSyncExternalStore(state.watch, state.get);
}
