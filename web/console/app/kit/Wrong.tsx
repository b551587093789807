import { HelperTextItem } from "@patternfly/react-core";
import type { ReactNode } from "react";

import { useCommon } from "../words";

/** What is wrong with a control, beneath it. */
export function Wrong({ children }: { children: ReactNode }) {
  const { wrong } = useCommon();
  return <HelperTextItem variant="error" screenReaderText={wrong}>{children}</HelperTextItem>;
}
