import { Alert, AlertGroup } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { Link } from "wouter";

import type { RegistrationStage } from "../api/types";
import { useProfileWords } from "../profile/useProfileWords";
import { useFormat } from "../words";
import type { HomeViewer } from "./Home";
import { useHomeWords } from "./useHomeWords";

const THEIR_TURN: RegistrationStage[] = [
  "VERIFYING_ENTITLEMENT",
  "CONFIRMING_FORWARD",
  "CHOOSING_COMPANY",
  "EMAIL_VERIFICATION",
  "INFORMATION_REQUESTED",
];

/** What one has begun and not finished, and what keeps one from asking. */
export function Open({ of: { registration, administeredCompanies, profile } }: { of: HomeViewer }) {
  const words = useHomeWords();
  const { fields } = useProfileWords();
  const format = useFormat();
  const named = profile.missing.filter((name) => name !== "emailVerified").map((name) => fields[name as keyof typeof fields] ?? name);
  const alerts = [
    registration && THEIR_TURN.includes(registration.stage) && (
      <Task key="onboarding" title={words.onboarding} href="/onboarding" go={words.onboardingGo} />
    ),
    ...administeredCompanies.nodes
      .filter(({ status }) => status === "PENDING_AGREEMENT")
      .map(({ id, company }) => (
        <Task key={id} title={words.terms(company.name)} href={`/companies/${id}`} go={words.termsGo} />
      )),
    !profile.emailVerified && (
      <Task key="email" title={words.unverified(profile.email)} href="/profile" go={words.profileGo}>{words.unverifiedBody}</Task>
    ),
    named.length > 0 && (
      <Task key="profile" title={words.profile} href="/profile" go={words.profileGo}>
        {words.profileBody(format.list(named))}
      </Task>
    ),
  ].filter(Boolean);
  return alerts.length ? <AlertGroup className="below">{alerts}</AlertGroup> : null;
}

interface TaskProps {
  title: string;
  href: string;
  go: string;
  children?: ReactNode;
}

function Task({ title, href, go, children }: TaskProps) {
  return (
    <Alert isInline variant="warning" title={title} component="h2" actionLinks={<Link href={href}>{go}</Link>}>
      {children}
    </Alert>
  );
}
