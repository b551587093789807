import { Button, EmptyState, EmptyStateActions, EmptyStateBody, EmptyStateFooter } from "@patternfly/react-core";
import DoorOpenIcon from "@patternfly/react-icons/dist/esm/icons/door-open-icon";
import { useLocation } from "wouter";

import { useFrame } from "../shell/useFrame";
import { useHomeWords } from "./useHomeWords";

/** For who has nothing and has asked for nothing yet: where to begin. */
export function Newcomer() {
  const words = useHomeWords();
  const { viewer } = useFrame();
  const [, go] = useLocation();
  return (
    <EmptyState titleText={words.startTitle} headingLevel="h2" icon={DoorOpenIcon}>
      <EmptyStateBody>{words.startBody}</EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          <Button onClick={() => go("/request-access")}>{words.start}</Button>
        </EmptyStateActions>
        <EmptyStateActions>
          <Button variant="link" onClick={() => go("/accounts/new")}>{words.another}</Button>
          {viewer.viewerCanRegister.allowed && (
            <Button variant="link" onClick={() => go("/onboarding")}>{words.portal}</Button>
          )}
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}
