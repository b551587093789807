import { Alert } from "@patternfly/react-core";
import { Link } from "wouter";

import type { Overviewed } from "./shape";
import { useOverviewWords } from "./useOverviewWords";

/** What somebody ought to do something about. */
export function Warnings({ of: { id, status, needsAdmin, administrators, viewerCanManageUsers } }: { of: Overviewed }) {
  const words = useOverviewWords();
  const lonely = status === "ACTIVE" && !needsAdmin && administrators === 1;
  return (
    <>
      {status !== "ACTIVE" && <Alert isInline variant="info" component="p" title={words.notActive[status]} className="below" />}
      {needsAdmin && (
        <Alert isInline variant="danger" component="h2" title={words.needsAdmin} className="below">
          {words.needsAdminBody}
        </Alert>
      )}
      {lonely && (
        <Alert
          isInline
          variant="warning"
          component="h2"
          title={words.lonely}
          className="below"
          actionLinks={viewerCanManageUsers.allowed && <Link href={`/accounts/${id}/users`}>{words.lonelyAct}</Link>}
        >
          {words.lonelyBody}
        </Alert>
      )}
    </>
  );
}
