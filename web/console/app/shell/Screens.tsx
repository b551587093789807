import { PageSection } from "@patternfly/react-core";
import { Suspense, lazy } from "react";
import { Route, Switch, useLocation } from "wouter";

import { Awaited, Missing } from "../kit/Loaded";
import { routes } from "../routes";
import { Crash } from "./Crash";

const screens = routes.map(([address, load]) => ({ address, Screen: lazy(async () => ({ default: await load() })) }));

/** The screen of the address. */
export function Screens() {
  const [path] = useLocation();
  return (
    <Crash key={path}>
      <Suspense fallback={<PageSection><Awaited lines={8} /></PageSection>}>
        <Switch>
          {screens.map(({ address, Screen }) => (
            <Route key={address} path={address}>
              {(params) => <Screen params={params as Record<string, string>} key={path} />}
            </Route>
          ))}
          <Route><PageSection><Missing level="h1" /></PageSection></Route>
        </Switch>
      </Suspense>
    </Crash>
  );
}
