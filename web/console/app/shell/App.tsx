import { Suspense, lazy, useEffect, useState } from "react";
import { Provider } from "urql";
import { Route, Switch } from "wouter";

import { createApi } from "../api/client";
import { hangUp } from "../api/live";
import { useShared } from "../api/state";
import { Awaited } from "../kit/Loaded";
import { isRightToLeft, language } from "../words/language";
import { Crash } from "./Crash";
import { Shell } from "./Shell";

const SignIn = lazy(async () => ({ default: (await import("./SignIn")).SignIn }));

/** The whole page. Who becomes somebody else loads it anew, so that nothing of one is shown to another. */
export function App() {
  const [api] = useState(createApi);
  const spoken = useShared(language);
  useEffect(() => {
    document.documentElement.lang = spoken;
    document.documentElement.dir = isRightToLeft(spoken) ? "rtl" : "ltr";
  }, [spoken]);
  useEffect(() => hangUp, []);
  return (
    <Provider value={api}>
      <Crash>
        <Suspense fallback={<Awaited lines={8} />}>
          <Switch>
            <Route path="/sign-in" component={SignIn} />
            <Route component={Shell} />
          </Switch>
        </Suspense>
      </Crash>
    </Provider>
  );
}
