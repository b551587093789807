import { Breadcrumb, BreadcrumbItem, Content, Flex, FlexItem, PageSection, Title } from "@patternfly/react-core";
import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import { Link } from "wouter";

import { useShared } from "../api/state";
import { waitingNow } from "./waitingNow";

interface Props {
  title: string;
  /** What the browser's tab shows in front of the title: how many things wait; all unless told. */
  waiting?: number;
  /** Where one is, from the outside in: names and addresses. */
  within?: [string, string][];
  lead?: ReactNode;
  /** What can be done with the whole, at the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A screen: its title, which is focused when one comes to it, and its content. */
export function Page({ title, waiting, within = [], lead, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const everywhere = useShared(waitingNow);
  const count = waiting ?? everywhere;
  useEffect(() => {
    document.title = `${count ? `(${count}) ` : ""}${title} · Admit`;
  }, [title, count]);
  return (
    <>
      <PageSection>
        {within.length > 0 && (
          <Breadcrumb>
            {within.map(([name, to]) => (
              <BreadcrumbItem key={to} render={({ className }) => (
                <Link href={to} className={className}>{name}</Link>
              )} />
            ))}
          </Breadcrumb>
        )}
        <Flex justifyContent={{ default: "justifyContentSpaceBetween" }}>
          <FlexItem>
            <Title headingLevel="h1" ref={heading} tabIndex={-1}>{title}</Title>
          </FlexItem>
          {actions && <FlexItem>{actions}</FlexItem>}
        </Flex>
        {lead && <Content>{lead}</Content>}
      </PageSection>
      <PageSection isFilled>{children}</PageSection>
    </>
  );
}
