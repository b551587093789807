import { Banner, Button } from "@patternfly/react-core";

import { build } from "../api/live";
import { useShared } from "../api/state";
import { useFrame } from "./useFrame";
import { useShellWords } from "./useShellWords";

/** That the server has a newer page than this one. Never loaded unasked: something may be typed. */
export function NewVersion() {
  const words = useShellWords();
  const loaded = useFrame().deployment.build;
  const served = useShared(build);
  if (!loaded || !served || loaded === served) return null;
  return (
    <Banner status="info" isSticky className="bar">
      {words.newVersion}
      <Button variant="link" isInline onClick={() => location.reload()}>{words.reload}</Button>
    </Banner>
  );
}
