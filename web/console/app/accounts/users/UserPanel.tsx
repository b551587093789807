import { Button, DrawerActions, DrawerCloseButton, DrawerHead, DrawerPanelBody, DrawerPanelContent, Content, List, ListItem, Title } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";

import { useAnswer } from "../../api/useAnswer";
import { Loaded } from "../../kit/Loaded";
import { When, useNow } from "../../kit/When";
import { useGrantWords } from "../useGrantWords";
import { Former } from "../requests/Former";
import { From } from "./columns";
import { RemoveUser } from "./RemoveUser";
import { RoleActs } from "./RoleActs";
import { useUserWords } from "./useUserWords";
import { AccountUserDocument, type AccountUserQuery, type HeldRoleFragment } from "./users.operations";

interface Props {
  account: string;
  user: string;
  onClose: () => void;
  onSaid: (text: string) => void;
}

/** Everything about one person in an account: roles now and before, requests, and what can be done. */
export function UserPanel({ account, user, onClose, onSaid }: Props) {
  const words = useUserWords();
  const heading = useRef<HTMLHeadingElement>(null);
  const answer = useAnswer(AccountUserDocument, { id: account, user }, { outdatedBy: (notice) => notice.account?.id === account });
  const name = answer.data?.smartAccount?.heldByUser?.nodes[0]?.user.fullName;
  useEffect(() => heading.current?.focus(), []);
  return (
    <DrawerPanelContent minSize="24rem">
      <DrawerHead>
        <Title headingLevel="h2" ref={heading} tabIndex={-1}>{name ?? words.columns.user}</Title>
        <DrawerActions>
          <DrawerCloseButton aria-label={words.close} onClick={onClose} />
        </DrawerActions>
      </DrawerHead>
      <DrawerPanelBody>
        <Loaded answer={answer} part={({ smartAccount }) => smartAccount}>
          {(found) => <Details of={found} user={user} onSaid={onSaid} onClose={onClose} />}
        </Loaded>
      </DrawerPanelBody>
    </DrawerPanelContent>
  );
}

interface DetailsProps extends Omit<Props, "account"> {
  of: NonNullable<AccountUserQuery["smartAccount"]>;
}

function Details({ of: account, user, onClose, onSaid }: DetailsProps) {
  const words = useUserWords();
  const [removing, setRemoving] = useState(false);
  const all = account.heldByUser?.nodes ?? [];
  const time = useNow();
  const now = all.filter(({ endedAt, endsAt }) => !endedAt && !(endsAt && Date.parse(endsAt) < time));
  const before = all.filter((one) => !now.includes(one));
  const [first] = now;
  const last = account.administrators === 1 && now.some(({ role }) => role === "SMART_ACCOUNT_ADMIN");
  return (
    <Content>
      <p>
        {all[0]?.user.email}
        <br />
        {all[0]?.user.companyName}
      </p>
      <h3>{words.current}</h3>
      <Held of={now} administrators={account.administrators} onSaid={onSaid} />
      {first && account.viewerCanManageUsers.allowed && first.viewerCanRevoke.allowed && !last && (
        <Button variant="secondary" isDanger onClick={() => setRemoving(true)}>{words.remove}</Button>
      )}
      <h3>{words.history}</h3>
      <Held of={before} administrators={account.administrators} onSaid={onSaid} />
      {account.viewerCanDecideRequests.allowed && (
        <>
          <h3>{words.requests}</h3>
          <Former account={account.id} requester={user} />
        </>
      )}
      {removing && <RemoveUser account={account.id} held={now} onClose={() => setRemoving(false)} onRemoved={(text) => { onClose(); onSaid(text); }} />}
    </Content>
  );
}

interface HeldProps {
  of: HeldRoleFragment[];
  administrators: number | null;
  onSaid: (text: string) => void;
}

function Held({ of: roles, administrators, onSaid }: HeldProps) {
  const words = useUserWords();
  const grantOf = useGrantWords();
  if (!roles.length) return <p className="quiet">{words.noHistory}</p>;
  return (
    <List isPlain isBordered>
      {roles.map((held) => (
        <ListItem key={held.id}>
          <strong>{grantOf(held.role, held.virtualAccounts)}</strong>
          <div><From of={held} /></div>
          <div className="quiet">
            <When at={held.grantedAt} exact />
            {held.endedAt && <> – <When at={held.endedAt} exact /></>}
          </div>
          {held.endReason && <div>{words.ends[held.endReason]} {held.endedBy && words.by(held.endedBy.fullName)}</div>}
          <RoleActs of={held} administrators={administrators} onSaid={onSaid} />
        </ListItem>
      ))}
    </List>
  );
}
