import { type Exchange, type Operation, type OperationResult, makeOperation } from "urql";
import { filter, makeSubject, merge, pipe } from "wonka";

import { askAnew } from "./live";
import { type Versions, isOutdated } from "./versions";

const AGAIN = 3;

/**
 * Lets no late answer overwrite what a notice has brought meanwhile: a query that was answered
 * before an act, and arrives behind the notice of it, is asked again. What cannot be asked again,
 * an act's own answer, makes everything that is shown be asked for.
 */
export const newestWins: Exchange = ({ forward }) => {
  const versions: Versions = new Map();
  const tries = new Map<number, number>();
  const again = makeSubject<Operation>();

  function isLate({ operation, data }: OperationResult): boolean {
    if (!isOutdated(data, versions)) {
      tries.delete(operation.key);
      return false;
    }
    const tried = tries.get(operation.key) ?? 0;
    tries.set(operation.key, tried + 1);
    if (operation.kind !== "query") askAnew();
    return operation.kind === "query" && tried < AGAIN;
  }

  return (operations) =>
    pipe(
      forward(merge([operations, again.source])),
      filter((result) => {
        if (!isLate(result)) return true;
        again.next(makeOperation("query", result.operation));
        return false;
      }),
    );
};
