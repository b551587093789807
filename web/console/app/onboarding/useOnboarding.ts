import { useEffect, useEffectEvent } from "react";

import { type Answer, useAnswer } from "../api/useAnswer";
import { useFrame } from "../shell/useFrame";
import { OnboardingDocument, type OnboardingQuery } from "./onboarding.operations";

/** Where the viewer's registration stands, also when another screen takes it a step further. */
export function useOnboarding(): Answer<OnboardingQuery> {
  const { viewer } = useFrame();
  const answer = useAnswer(OnboardingDocument, {}, {
    outdatedBy: ({ about, kind }) =>
      (about?.__typename === "Registration" && about.requester.id === viewer.user.id) ||
      kind === "ADMINISTRATOR_APPOINTED" || kind === "ADMINISTRATOR_CHANGED",
  });
  const look = useEffectEvent(() => {
    if (document.visibilityState === "visible") answer.refresh();
  });
  // The link of the mail is opened in another tab, perhaps while this one sleeps.
  useEffect(() => {
    const looked = (): void => look();
    document.addEventListener("visibilitychange", looked);
    return () => document.removeEventListener("visibilitychange", looked);
  }, []);
  return answer;
}
