import { Alert, Button, Drawer, DrawerContent, DrawerContentBody, Flex } from "@patternfly/react-core";
import { useState } from "react";
import { Link } from "wouter";

import { useAnswer } from "../../api/useAnswer";
import { Listing } from "../../kit/Listing";
import { Said } from "../../kit/Said";
import { usePages } from "../../kit/usePages";
import { useQueryState } from "../../kit/useQueryState";
import { Account } from "../Account";
import type { AccountFrameFragment } from "../account.operations";
import { useUserColumns } from "./columns";
import { UserFilters } from "./UserFilters";
import { UserPanel } from "./UserPanel";
import { useUserFilters } from "./useUserFilters";
import { useUserWords } from "./useUserWords";
import { AccountUsersDocument } from "./users.operations";

const CHANGES = ["ROLE_GRANTED", "ROLE_CHANGED", "ROLE_REVOKED", "REQUEST_ACTED_UPON"];

/** Who holds which role in an account; beside the list, everything about one of them. */
export function Users({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const words = useUserWords();
  const pages = usePages();
  const filters = useUserFilters();
  const [user, setUser] = useQueryState("user");
  const [said, setSaid] = useState("");
  const answer = useAnswer(
    AccountUsersDocument,
    { id, first: pages.first, after: pages.after, filter: filters.filter },
    { outdatedBy: ({ kind, account }) => account?.id === id && CHANGES.includes(kind) },
  );
  const account = answer.data?.smartAccount;
  const columns = useUserColumns({ administrators: account?.administrators ?? null, onSaid: setSaid });
  const close = (): void => {
    document.getElementById(`user-${user}`)?.focus();
    setUser("");
  };
  return (
    <Account tab="users" answer={answer} account={({ smartAccount }) => smartAccount} actions={account?.viewerCanManageUsers.allowed && <AddLink id={id} />}>
      {(found) => (
        <Drawer isExpanded={user !== ""}>
          <DrawerContent panelContent={user && <UserPanel key={user} account={id} user={user} onClose={close} onSaid={setSaid} />}>
            <DrawerContentBody>
              <Waiting of={found} />
              <Quick of={found} filters={filters} manages={found.viewerCanManageUsers.allowed} />
              <Said text={said} />
              <Listing
                label={words.list(found.name)}
                answer={answer}
                page={({ smartAccount }) => smartAccount?.roleAssignments}
                columns={columns}
                keyOf={({ id: key }) => key}
                look={({ endedAt }) => (endedAt ? "ended" : "")}
                filters={<UserFilters account={id} of={filters} />}
                filtered={filters.filtered}
                onClear={filters.clear}
                onMore={() => pages.more(found.roleAssignments?.pageInfo.endCursor ?? null)}
              />
            </DrawerContentBody>
          </DrawerContent>
        </Drawer>
      )}
    </Account>
  );
}

function AddLink({ id }: { id: string }) {
  const words = useUserWords();
  return <Link href={`/accounts/${id}/users/add`} className="pf-v6-c-button pf-m-primary">{words.add}</Link>;
}

function Waiting({ of: { id, pendingRequests, viewerCanDecideRequests } }: { of: AccountFrameFragment }) {
  const words = useUserWords();
  if (!pendingRequests || !viewerCanDecideRequests.allowed) return null;
  return (
    <Alert isInline variant="info" component="h2" className="below" title={words.waiting(pendingRequests)}>
      <Link href={`/accounts/${id}/requests`}>{words.toRequests}</Link>
    </Alert>
  );
}

interface QuickProps {
  of: AccountFrameFragment;
  filters: ReturnType<typeof useUserFilters>;
  manages: boolean;
}

/** What one looks for when somebody leaves. */
function Quick({ of: { id }, filters, manages }: QuickProps) {
  const words = useUserWords();
  const on = filters.domains.join() === "external";
  return (
    <Flex className="below">
      <Button variant="link" isInline aria-pressed={on} onClick={() => filters.setDomains(on ? [] : ["external"])}>
        {words.externals}
      </Button>
      {manages && <Link href={`/accounts/${id}/users/elsewhere`}>{words.elsewhere}</Link>}
    </Flex>
  );
}
