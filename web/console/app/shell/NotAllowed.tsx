import { EmptyState, EmptyStateBody, EmptyStateFooter, Stack, StackItem } from "@patternfly/react-core";
import LockIcon from "@patternfly/react-icons/dist/esm/icons/lock-icon";
import { Link } from "wouter";

import { useCommon } from "../words";
import { useFrame } from "./useFrame";

interface Props {
  /** Why the viewer may not see it, and who could change that. */
  why: string;
  ask: string;
  /** Where else to go: a name and an address. */
  onwards: [string, string][];
}

/**
 * That a screen is for others: who one is, why not, whom to ask, and a way on. Only where one may
 * know that there is something to see; everything else does not exist.
 */
export function NotAllowed({ why, ask, onwards }: Props) {
  const { notAllowed: words } = useCommon();
  const { user } = useFrame().viewer;
  return (
    <EmptyState titleText={words.title} headingLevel="h2" icon={LockIcon}>
      <EmptyStateBody>
        <Stack hasGutter>
          <StackItem>{words.signedInAs(user.fullName)} {why}</StackItem>
          <StackItem>{ask}</StackItem>
        </Stack>
      </EmptyStateBody>
      <EmptyStateFooter>
        {onwards.map(([name, to]) => <p key={to}><Link href={to}>{name}</Link></p>)}
      </EmptyStateFooter>
    </EmptyState>
  );
}

/** The same, of what is for the people of the deploying company alone. */
export function ForStaff({ whom }: { whom: "SUPPORT_AGENT" | "OPERATOR" }) {
  const { notAllowed: words, missing } = useCommon();
  const { supportUrl } = useFrame().deployment;
  const support: [string, string][] = supportUrl ? [[words.support, supportUrl]] : [];
  return <NotAllowed why={words.staff[whom]} ask={words.askStaff} onwards={[...support, [missing.home, "/"]]} />;
}
