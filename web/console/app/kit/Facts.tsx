import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm } from "@patternfly/react-core";
import type { ReactNode } from "react";

/** Names and values; what has no value is left out. */
export function Facts({ of }: { of: [string, ReactNode][] }) {
  return (
    <DescriptionList
      isCompact
      orientation={{ sm: "horizontal" }}
      horizontalTermWidthModifier={{ default: "9rem" }}
    >
      {of
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <DescriptionListGroup key={name}>
            <DescriptionListTerm>{name}</DescriptionListTerm>
            <DescriptionListDescription>{value}</DescriptionListDescription>
          </DescriptionListGroup>
        ))}
    </DescriptionList>
  );
}
