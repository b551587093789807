import "./beside.css";

import { Drawer, DrawerContent, DrawerContentBody } from "@patternfly/react-core";
import type { ReactNode } from "react";

/** A list, and beside it what was picked of it: each scrolls by itself. */
export function Beside({ panel, children }: { panel: ReactNode; children: ReactNode }) {
  return (
    <Drawer isExpanded={Boolean(panel)} isInline className={panel ? "beside" : ""}>
      <DrawerContent panelContent={panel}>
        <DrawerContentBody>{children}</DrawerContentBody>
      </DrawerContent>
    </Drawer>
  );
}
