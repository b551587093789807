import { type ComponentType, Suspense, createElement, use } from "react";

import { live } from "../api/live";
import { Crash } from "./Crash";

type Load<Props> = () => Promise<ComponentType<Props>>;

const SOON_MS = 2_000;
const REST_MS = 100;
const parts: (() => Promise<unknown>)[] = [];

/** A part of the page that the first screen can do without, fetched when it is wanted or soon after. */
export function later<Props extends object>(load: Load<Props>): ComponentType<Props> {
  const part = once(load);
  soon(part);
  const Part = (props: Props) => createElement(use(part()), props);
  return (props) => (
    <Crash>
      <Suspense>
        <Part {...props} />
      </Suspense>
    </Crash>
  );
}

/** Have something fetched soon after the first screen, as it will be wanted. */
export function soon(load: () => Promise<unknown>): void {
  parts.push(load);
}

/** Fetch it all: behind the screen, before the server may be away, and one by one, to be in nobody's way. */
export function fetchSoon(): () => void {
  const waiting = [...parts];
  const next = (): void => {
    if (live.get().state !== "on") wait(SOON_MS);
    else waiting.shift()?.().then(rest, rest); // what failed is asked for again when it is wanted
  };
  const rest = (): void => wait(REST_MS);
  let timer: ReturnType<typeof setTimeout>;
  const wait = (ms: number): void => {
    timer = setTimeout(next, ms);
  };
  wait(SOON_MS);
  return () => {
    waiting.length = 0;
    clearTimeout(timer);
  };
}

/** The same promise every time, until it fails. */
function once<Props>(load: Load<Props>): Load<Props> {
  let loading: ReturnType<Load<Props>> | undefined;
  return () => {
    loading ??= load();
    loading.catch(() => (loading = undefined));
    return loading;
  };
}
