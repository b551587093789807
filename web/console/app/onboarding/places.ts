import type { RegistrationStage } from "../api/types";
import type { OnboardingQuery, OnboardingRegistrationFragment } from "./onboarding.operations";

export type Viewer = NonNullable<OnboardingQuery["viewer"]>;
export type Registration = OnboardingRegistrationFragment;

/** The pages of the onboarding, by the last part of their addresses. */
export type Place = "overview" | "verify" | "forward" | "company" | "email" | "waiting" | "review" | "setup" | "done";

/** For each stage the pages that show it; the first is where the registrant is led. */
const PLACES: Record<RegistrationStage, Place[]> = {
  VERIFYING_ENTITLEMENT: ["verify"],
  // The page before shows what was verified: one comes back to it, and goes on.
  CONFIRMING_FORWARD: ["forward", "verify"],
  CHOOSING_COMPANY: ["company", "verify"],
  EMAIL_VERIFICATION: ["email"],
  FORWARDED_TO_DA: ["waiting"],
  DENIED: ["waiting"],
  MANUAL_REVIEW: ["review"],
  INFORMATION_REQUESTED: ["review"],
  REJECTED: ["review"],
  SYNCING: ["setup"],
  ACTIVE: ["done"],
  CANCELLED: ["overview"],
};

/** The pages that show where somebody's registration stands. */
export function placesOf(viewer: Viewer): Place[] {
  const { registration } = viewer;
  if (!registration) return ["overview"];
  // Whom no administrator let in has become one.
  if (registration.stage === "SYNCING" && !registration.forwardedAt) return ["done", "setup"];
  return PLACES[registration.stage];
}

export function addressOf(place: Place): string {
  return place === "overview" ? "/onboarding" : `/onboarding/${place}`;
}

/** The viewer's appointment for the company that the registration is for, if it led to one. */
export function appointmentOf({ registration, administeredCompanies }: Viewer) {
  return administeredCompanies.nodes.find(({ company }) => company.id === registration?.company?.id);
}
