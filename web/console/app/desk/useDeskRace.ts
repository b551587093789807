import { useState } from "react";

import { type Race, useRace } from "../review/useRace";
import type { Case } from "./CasePage";
import { OPEN } from "./stages";

/** Who brought a review to where it is. */
export function actorOf({ stage, review, actedBy, timeline }: Case): { id: string; fullName: string } | null {
  if (stage === "INFORMATION_REQUESTED") return review.askedBy;
  // Sent on to the administrators it is not decided yet, so that only its history knows.
  return stage === "FORWARDED_TO_DA" ? (timeline.findLast(({ actor }) => actor)?.actor ?? null) : actedBy;
}

/**
 * Follows a review that any agent may act upon. Also a question to the applicant is an act, though
 * the registration still waits: it ends the decision for whoever looked on, until the answer comes.
 */
export function useDeskRace(registration: Case, gone: boolean): Race {
  const { stage, status, viewerCanDecide, review } = registration;
  const [before] = useState(review.askedAt);
  const isAsked = stage === "INFORMATION_REQUESTED" && review.askedAt !== before;
  return useRace({ status, viewerCanDecide, actedBy: actorOf(registration) }, { settled: isAsked || !OPEN.includes(stage), gone });
}
