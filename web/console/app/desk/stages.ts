import type { RegistrationStage } from "../api/types";

/** Where a registration is at the desk. */
export const OPEN: RegistrationStage[] = ["MANUAL_REVIEW", "INFORMATION_REQUESTED"];

/** Where it can be once the desk has had it. */
export const STAGES: RegistrationStage[] = [
  ...OPEN,
  "FORWARDED_TO_DA",
  "SYNCING",
  "ACTIVE",
  "DENIED",
  "REJECTED",
  "CANCELLED",
];
