import { Button, Flex } from "@patternfly/react-core";
import { useId, useState } from "react";

import { useGrantWords } from "../useGrantWords";
import { ChangeRole } from "./ChangeRole";
import { RevokeRole } from "./RevokeRole";
import { useUserWords } from "./useUserWords";
import type { HeldRoleFragment } from "./users.operations";

interface Props {
  of: HeldRoleFragment;
  administrators: number | null;
  /** Another company's account in which the role is held. */
  account?: { id: string; name: string };
  onSaid: (text: string) => void;
}

/** What may be done with a role; nothing for who may not, and the reason where it is not possible now. */
export function RoleActs({ of: held, administrators, account, onSaid }: Props) {
  const words = useUserWords();
  const grantOf = useGrantWords();
  const id = useId();
  const [open, setOpen] = useState<"change" | "revoke" | null>(null);
  const { role, user, virtualAccounts, viewerCanChange, viewerCanRevoke } = held;
  const name = grantOf(role, virtualAccounts);
  const last = administrators === 1 && role === "SMART_ACCOUNT_ADMIN";
  const close = (): void => setOpen(null);
  const protectedBy = last ? { "aria-disabled": true, "aria-describedby": `${id}-last` } : {};
  return (
    <div>
      <Flex columnGap={{ default: "columnGapMd" }} flexWrap={{ default: "nowrap" }}>
        {viewerCanChange.allowed && !account && (
          <Button variant="link" isInline aria-label={words.changeOf(name, user.fullName)} {...protectedBy} onClick={() => { if (!last) setOpen("change"); }}>
            {words.change}
          </Button>
        )}
        {viewerCanRevoke.allowed && (
          <Button variant="link" isInline isDanger aria-label={words.revokeOf(name, user.fullName)} {...protectedBy} onClick={() => { if (!last) setOpen("revoke"); }}>
            {words.revoke}
          </Button>
        )}
      </Flex>
      {last && viewerCanRevoke.allowed && <div id={`${id}-last`} className="quiet">{words.lastAdministrator}</div>}
      {open === "revoke" && <RevokeRole of={held} within={account?.name} onClose={close} onSaid={onSaid} />}
      {open === "change" && <ChangeRole of={held} onClose={close} onSaid={onSaid} />}
    </div>
  );
}
