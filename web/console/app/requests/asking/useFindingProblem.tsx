import type { ReactNode } from "react";
import { Link } from "wouter";

import { useNow } from "../../kit/When";
import { useFormat } from "../../words";
import { useProblemText } from "../../words/useProblemText";
import { useAskingWords } from "./useAskingWords";
import type { Finding } from "./useFinding";

/** What is wrong with the domain, and what to do about it. */
export function useFindingProblem({ problem }: Finding, empty: boolean): { text?: string; help?: ReactNode } {
  const words = useAskingWords().account;
  const textOf = useProblemText();
  const format = useFormat();
  const now = useNow();
  if (empty) return { text: words.empty };
  if (!problem) return {};
  switch (problem.__typename) {
    case "NoMatchingAccount":
      return { text: words.none, help: <NotThere /> };
    case "RateLimited":
      return { text: `${textOf(problem)} ${words.retry(format.day(problem.retryAt, now))}` };
    default:
      return { text: textOf(problem) };
  }
}

function NotThere() {
  const words = useAskingWords().account;
  return (
    <>
      {words.spelling} <Link href="/accounts/new">{words.newAccount}</Link>
    </>
  );
}
