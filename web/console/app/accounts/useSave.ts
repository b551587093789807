import type { AnyVariables, TypedDocumentNode } from "urql";

import { useAttempt } from "../kit/useAttempt";

type Attempt<Data, Variables extends AnyVariables> = ReturnType<typeof useAttempt<Data, Variables>>;

/** Saves an edit: once it is done nothing of it stays; where somebody was faster, what they did is asked for. */
export function useSave<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  edit: { forget: () => void },
  refresh: () => void,
) {
  const { attempt, ...rest } = useAttempt<Data, Variables>(document);
  const save: Attempt<Data, Variables>["attempt"] = async (...input) => {
    const done = await attempt(...input);
    if (done) edit.forget();
    else refresh();
    return done;
  };
  return { save, ...rest, overtaken: rest.outcome?.problem?.code === "VERSION_CONFLICT" };
}
