import { Label } from "@patternfly/react-core";

import type { ApplicationStage } from "../api/types";
import { useApplicationWords } from "./useApplicationWords";

const LOOKS = {
  SUBMITTED: "info",
  PENDING_DOMAIN_REVIEW: "info",
  PENDING_AUTHORIZATION: "info",
  PENDING_SETUP: "info",
  ACTIVE: "success",
  DECLINED: "danger",
  CANCELLED: undefined,
} as const;

/** Where an application stands: a word and an icon. */
export function StageLabel({ stage }: { stage: ApplicationStage }) {
  const { stages } = useApplicationWords();
  const look = LOOKS[stage];
  return <Label {...(look ? { status: look } : {})}>{stages[stage]}</Label>;
}
