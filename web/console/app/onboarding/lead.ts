import type { Answer } from "../api/useAnswer";
import type { OnboardingQuery } from "./onboarding.operations";
import { type Place, placesOf } from "./places";

/**
 * The page that is the viewer's instead of this one; nothing for who is right here. Not sure
 * while a newer answer is on its way, as the one that is kept may be of before the start.
 */
export function leadFrom(at: Place, answer: Answer<OnboardingQuery>): { to: Place | undefined; isSure: boolean } {
  const viewer = answer.data?.viewer;
  const places = viewer ? placesOf(viewer) : [at];
  return { to: places.includes(at) ? undefined : places[0], isSure: !answer.refreshing };
}
