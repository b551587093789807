import { EmptyState, EmptyStateBody, EmptyStateFooter } from "@patternfly/react-core";
import type { ReactNode } from "react";

interface Props {
  title: string;
  /** Of the title: h2, or h3 within a part of the page. */
  level?: "h2" | "h3";
  children?: ReactNode;
  actions?: ReactNode;
}

/** The empty state of a list, with what would fill it. Apart from lists, whose tables are large. */
export function Empty({ title, level = "h2", children, actions }: Props) {
  return (
    <EmptyState titleText={title} headingLevel={level}>
      {children && <EmptyStateBody>{children}</EmptyStateBody>}
      {actions && <EmptyStateFooter>{actions}</EmptyStateFooter>}
    </EmptyState>
  );
}
