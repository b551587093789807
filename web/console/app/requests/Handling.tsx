import { Alert } from "@patternfly/react-core";
import { Link } from "wouter";

import { useFrame } from "../shell/useFrame";
import type { RequestDetailsFragment } from "./request.operations";
import { useRequestWords } from "./useRequestWords";

type Numbers = NonNullable<Extract<RequestDetailsFragment, { __typename: "AccessRequest" }>["handling"]>;

/** How a waiting request is being handled: whom it has reached, and what one can do meanwhile. */
export function Handling({ of }: { of: RequestDetailsFragment }) {
  const words = useRequestWords().pending;
  const steps = useStepsLink(of);
  const yours = of.deciders === "REQUESTER";
  return (
    <Alert isInline component="h2" variant="info" title={yours ? words.yours : words.title} actionLinks={steps}>
      {of.__typename === "AccessRequest" && of.handling && <Reached by={of.handling} />}
      {of.__typename === "AccessRequest" && of.escalatedAt && <p>{words.escalated}</p>}
      {!yours && <p>{words.mailed}</p>}
      {!yours && <Advice />}
    </Alert>
  );
}

function Reached({ by }: { by: Numbers }) {
  const words = useRequestWords().pending;
  const told = [
    words.told(by.administratorsTold),
    by.remindersSent > 0 && words.reminders(by.remindersSent),
    by.mailsFailed > 0 && words.failed(by.mailsFailed),
    by.usualHours !== null && words.usual(by.usualHours),
  ];
  return <p>{told.filter(Boolean).join(" ")}</p>;
}

function Advice() {
  const words = useRequestWords().pending;
  const { supportUrl } = useFrame().deployment;
  if (!supportUrl) return <p>{words.adviceAlone}</p>;
  return (
    <p>
      {words.advice} <a href={supportUrl}>{words.support}</a>.
    </p>
  );
}

/** Where the further steps are taken, of the kinds that have some. */
function useStepsLink(of: RequestDetailsFragment) {
  const { steps } = useRequestWords();
  if (of.__typename === "AccountApplication") return <Link href={`/applications/${of.id}`}>{steps.application}</Link>;
  if (of.__typename === "Registration") return <Link href="/onboarding">{steps.registration}</Link>;
  return undefined;
}
