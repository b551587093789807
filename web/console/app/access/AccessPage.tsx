import "./style.css";

import { Stack, StackItem } from "@patternfly/react-core";
import { useState } from "react";
import { Link } from "wouter";

import type { Notice } from "../api/notices";
import { useAnswer } from "../api/useAnswer";
import { Page } from "../kit/Page";
import { Said } from "../kit/Said";
import { usePages } from "../kit/usePages";
import { CurrentAccessDocument } from "./access.operations";
import { HeldRoles } from "./HeldRoles";
import { HeldSupport } from "./HeldSupport";
import { PortalCard } from "./PortalCard";
import { useAccessWords } from "./useAccessWords";

/** What the viewer may enter and use now. */
export function AccessPage() {
  const words = useAccessWords();
  const roles = usePages();
  const support = usePages();
  const [said, say] = useState("");
  const answer = useAnswer(
    CurrentAccessDocument,
    { roles: roles.first, rolesAfter: roles.after, support: support.first, supportAfter: support.after },
    { outdatedBy: changesAccess },
  );
  return (
    <Page title={words.title} lead={words.lead} actions={<Ways />}>
      <Stack hasGutter>
        <StackItem>
          <Said text={said} />
          <HeldRoles answer={answer} onMore={roles.more} onLeft={say} />
        </StackItem>
        <StackItem><HeldSupport answer={answer} onMore={support.more} onEnded={say} /></StackItem>
        {answer.data?.viewer && <StackItem><PortalCard of={answer.data.viewer} /></StackItem>}
      </Stack>
    </Page>
  );
}

function Ways() {
  const words = useAccessWords();
  return (
    <div className="together">
      <Link href="/request-access" className="pf-v6-c-button pf-m-primary">{words.request}</Link>
      <Link href="/access/add" className="pf-v6-c-button pf-m-secondary">{words.add}</Link>
    </div>
  );
}

const CHANGES: Notice["kind"][] = [
  "REQUEST_ACTED_UPON", "ROLE_GRANTED", "ROLE_CHANGED", "ROLE_REVOKED", "ACCOUNT_CHANGED",
  "PORTAL_ACCESS_CHANGED", "SUPPORT_ACCESS_CHANGED", "ADMINISTRATOR_APPOINTED", "ADMINISTRATOR_CHANGED",
];

function changesAccess({ kind }: Notice): boolean {
  return CHANGES.includes(kind);
}
