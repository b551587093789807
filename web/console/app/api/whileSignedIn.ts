import type { Exchange } from "urql";
import { filter, pipe } from "wonka";

import { actAs, actingAs, signedOut } from "./identity";

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
        if (actingAs.get() && location.pathname === "/sign-in") beNobody();
        signedOut.set(true);
        return operation.kind !== "query";
      }),
    );

/** A demo person whom the server does not know would be refused even the page to sign in on. */
function beNobody(): void {
  actAs("");
  location.reload();
}
