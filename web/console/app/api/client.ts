import { cacheExchange } from "@urql/exchange-graphcache";
import { Client, fetchExchange, subscriptionExchange } from "urql";

import { fetchEarly } from "./early";
import { actingAs } from "./identity";
import { sockets } from "./live";
import { newestWins } from "./newestWins";
import { identify } from "./person";
import { embedded, possibleTypes } from "./shapes";
import { whileSignedIn } from "./whileSignedIn";

const nowhere = () => null;
const theOnlyOne = () => "1";

/** The client of the API: one cache in which each thing is kept once, by its id. */
export function createApi(): Client {
  return new Client({
    url: "/graphql",
    preferGetMethod: false,
    fetch: fetchEarly,
    fetchOptions: () => identify(actingAs.get()),
    exchanges: [
      cacheExchange({
        keys: {
          ...Object.fromEntries(embedded.map((type) => [type, nowhere])),
          // There is one viewer to a page, so what an act answers of them is at once everywhere.
          Viewer: theOnlyOne,
          Profile: theOnlyOne,
          Deployment: theOnlyOne,
        },
        possibleTypes,
      }),
      newestWins,
      whileSignedIn,
      fetchExchange,
      subscriptionExchange({ forwardSubscription: sockets }),
    ],
  });
}
