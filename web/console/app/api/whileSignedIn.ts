import type { Exchange } from "urql";
import { filter, pipe } from "wonka";

import { signedOut } from "./identity";

/**
 * Lets no answer through that is empty only because the sign-in has ended: what is on the screen
 * stays, with all that was typed, until somebody signs in again and everything is asked for anew.
 */
export const whileSignedIn: Exchange =
  ({ forward }) =>
  (operations) =>
    pipe(
      forward(operations),
      filter(({ operation, error }) => {
        if (!error?.graphQLErrors.some((e) => e.extensions["code"] === "UNAUTHENTICATED")) return true;
        signedOut.set(true);
        return operation.kind !== "query";
      }),
    );
