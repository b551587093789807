import { Label } from "@patternfly/react-core";
import { useState } from "react";

import { useAnswer } from "../api/useAnswer";
import { Empty } from "../kit/Empty";
import { type Column, Listing } from "../kit/Listing";
import { Said } from "../kit/Said";
import { usePages } from "../kit/usePages";
import { When } from "../kit/When";
import { Appoint } from "./Appoint";
import { type EscalatedRequestsQuery, EscalatedRequestsDocument } from "./operations.operations";
import { useOperationsWords } from "./useOperationsWords";

type Row = NonNullable<EscalatedRequestsQuery["escalatedRequests"]>["nodes"][number];

/** Requests that nobody answers: an operator appoints somebody who can. */
export function Silent() {
  const { silent: words } = useOperationsWords();
  const [said, say] = useState("");
  const pages = usePages();
  const answer = useAnswer(
    EscalatedRequestsDocument,
    { first: pages.first, after: pages.after },
    { outdatedBy: ({ about, kind }) => about?.__typename === "AccessRequest" || kind.startsWith("ACCOUNT_") },
  );
  return (
    <>
      <Said text={said} />
      <Listing
        label={words.label}
        answer={answer}
        page={({ escalatedRequests }) => escalatedRequests}
        columns={useColumns((text) => {
          say(text);
          answer.refresh();
        })}
        keyOf={({ id }) => id}
        empty={<Empty title={words.empty}>{words.emptyBody}</Empty>}
        onMore={() => pages.more(answer.data?.escalatedRequests?.pageInfo.endCursor ?? null)}
      />
    </>
  );
}

function useColumns(onAppointed: (text: string) => void): Column<Row>[] {
  const { silent: { columns, noAdmin } } = useOperationsWords();
  return [
    {
      name: columns.requester,
      show: ({ profile }) => (
        <>
          {profile.fullName}
          <div className="quiet">{profile.email}</div>
        </>
      ),
    },
    {
      name: columns.account,
      show: ({ helpedAccount: { name, domainIdentifier, needsAdmin } }) => (
        <>
          {name} {needsAdmin && <Label isCompact status="warning">{noAdmin}</Label>}
          <div className="quiet">{domainIdentifier}</div>
        </>
      ),
    },
    { name: columns.sent, show: ({ submittedAt }) => <When at={submittedAt} /> },
    { name: columns.since, show: ({ escalatedAt }) => escalatedAt && <When at={escalatedAt} /> },
    {
      name: columns.actions,
      actions: true,
      show: ({ helpedAccount }) => <Appoint account={helpedAccount} onDone={onAppointed} />,
    },
  ];
}
