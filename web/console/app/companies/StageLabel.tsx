import { Label } from "@patternfly/react-core";

import type { RegistrationStage } from "../api/types";
import { useCompanyWords } from "./useCompanyWords";

const LOOKS: Partial<Record<RegistrationStage, "info" | "success" | "danger">> = {
  FORWARDED_TO_DA: "info",
  SYNCING: "success",
  ACTIVE: "success",
  DENIED: "danger",
  REJECTED: "danger",
};

/** Where a registration stands, as a company's administrators speak of it. */
export function StageLabel({ stage }: { stage: RegistrationStage }) {
  const { stages } = useCompanyWords();
  const look = LOOKS[stage];
  return look ? <Label status={look}>{stages[stage]}</Label> : <Label>{stages[stage]}</Label>;
}
