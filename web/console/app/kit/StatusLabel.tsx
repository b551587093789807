import { Label } from "@patternfly/react-core";

import type { RequestStatus } from "../api/types";
import { useCommon } from "../words";

const LOOKS = {
  PENDING: "info",
  APPROVED: "success",
  DECLINED: "danger",
  CANCELLED: undefined,
  EXPIRED: "warning",
} as const;

/** Where a request stands: a word and an icon, never colour alone. */
export function StatusLabel({ status, word }: { status: RequestStatus; word?: string | undefined }) {
  const words = useCommon();
  const look = LOOKS[status];
  return <Label {...(look ? { status: look } : {})}>{word ?? words.status[status]}</Label>;
}
