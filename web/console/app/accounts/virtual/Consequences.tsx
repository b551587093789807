import { Alert } from "@patternfly/react-core";

import type { Part } from "./shape";
import { useVirtualWords } from "./useVirtualWords";
import type { Values } from "./values";

/** What saving will mean, beyond what was typed. */
export function Consequences({ of: { name }, changes }: { of: Part; changes: Partial<Values> }) {
  const words = useVirtualWords();
  const { parent, restricted, isDefault } = changes;
  const told = [
    parent && words.willMove(name, parent.name),
    parent === null && words.willTop(name),
    restricted === true && words.willHide(name),
    restricted === false && words.willOpen(name),
    isDefault && words.willDefault(name),
  ].filter((one) => typeof one === "string");
  return (
    <div aria-live="polite">
      {told.map((sentence) => (
        <Alert key={sentence} isInline isPlain variant="info" component="p" title={sentence} />
      ))}
    </div>
  );
}
