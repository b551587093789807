import { Stack, StackItem } from "@patternfly/react-core";
import type { ReactNode } from "react";
import { Redirect } from "wouter";

import type { Answer } from "../api/useAnswer";
import { Awaited, Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { GiveUp } from "./GiveUp";
import type { OnboardingQuery } from "./onboarding.operations";
import { leadFrom } from "./lead";
import { type Place, type Registration, type Viewer, addressOf } from "./places";
import { Steps } from "./Steps";
import { useOnboarding } from "./useOnboarding";

/** A page of the onboarding, and the registration that it shows. */
export interface Here {
  viewer: Viewer;
  registration: Registration;
  supportUrl: string | null;
  /** Whether a newer answer is on its way. */
  refreshing: boolean;
  refresh: () => void;
}

interface Props {
  at: Place;
  title: (here: Here | undefined) => string;
  lead?: (here: Here) => string;
  children: (here: Here) => ReactNode;
}

/**
 * A page for certain stages: a registration at another one leads to its own page, also when it
 * gets there while this one is open.
 */
export function Step({ at, title, lead, children }: Props) {
  const answer = useOnboarding();
  const viewer = answer.data?.viewer ?? undefined;
  const here = viewer && hereOf(answer, viewer);
  const { to: led, isSure } = leadFrom(at, answer);
  if (led && isSure) return <Redirect to={addressOf(led)} replace />;
  return (
    <Page title={title(here)} lead={!led && here && (lead?.(here) || undefined)} actions={!led && here && <GiveUp of={here} />}>
      <Loaded answer={answer} part={(data) => data.viewer}>
        {() =>
          led || !here ? (
            <Awaited lines={5} />
          ) : (
            <Stack hasGutter className="narrow">
              <StackItem><Steps of={here} /></StackItem>
              <StackItem>{children(here)}</StackItem>
            </Stack>
          )
        }
      </Loaded>
    </Page>
  );
}

function hereOf(answer: Answer<OnboardingQuery>, viewer: Viewer): Here | undefined {
  const { registration } = viewer;
  const supportUrl = answer.data?.deployment.supportUrl ?? null;
  return registration ? { viewer, registration, supportUrl, refreshing: answer.refreshing, refresh: answer.refresh } : undefined;
}
