import { Label } from "@patternfly/react-core";

import type { RegistrationStage } from "../api/types";
import { useDeskWords } from "./useDeskWords";

const LOOKS: Partial<Record<RegistrationStage, "info" | "success" | "danger" | "warning">> = {
  MANUAL_REVIEW: "info",
  INFORMATION_REQUESTED: "warning",
  SYNCING: "success",
  ACTIVE: "success",
  DENIED: "danger",
  REJECTED: "danger",
};

/** Where a registration stands, as agents speak of it. */
export function StageLabel({ stage }: { stage: RegistrationStage }) {
  const { stages } = useDeskWords();
  const look = LOOKS[stage];
  return look ? <Label status={look}>{stages[stage]}</Label> : <Label>{stages[stage]}</Label>;
}
