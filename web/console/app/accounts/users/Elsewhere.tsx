import { useState } from "react";
import { Link } from "wouter";

import { useAnswer } from "../../api/useAnswer";
import { TextFilter } from "../../kit/Filters";
import { Empty } from "../../kit/Empty";
import { type Column, Listing } from "../../kit/Listing";
import { Said } from "../../kit/Said";
import { When } from "../../kit/When";
import { usePages } from "../../kit/usePages";
import { useQueryState } from "../../kit/useQueryState";
import { Account } from "../Account";
import { From, Parts, RoleName } from "./columns";
import { RoleActs } from "./RoleActs";
import { useUserWords } from "./useUserWords";
import { EmployeeAccessDocument, type EmployeeAccessQuery } from "./users.operations";

type Row = NonNullable<NonNullable<EmployeeAccessQuery["smartAccount"]>["employeeAccess"]>["nodes"][number];

/** Which roles the company's own people hold in other companies' accounts; for when they leave. */
export function Elsewhere({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const words = useUserWords();
  const pages = usePages();
  const [text, setText] = useQueryState("text");
  const [said, setSaid] = useState("");
  const answer = useAnswer(
    EmployeeAccessDocument,
    { id, first: pages.first, after: pages.after, filter: { text: text || null } },
    { outdatedBy: ({ kind }) => kind.startsWith("ROLE_") },
  );
  const columns = useColumns(setSaid);
  return (
    <Account tab="users" answer={answer} account={({ smartAccount }) => smartAccount}>
      {(account) => (
        <>
          <p><Link href={`/accounts/${id}/users`}>{words.here}</Link></p>
          <p>{words.elsewhereLead(account.domainIdentifier)}</p>
          <Said text={said} />
          <Listing
            label={words.elsewhere}
            answer={answer}
            page={({ smartAccount }) => smartAccount?.employeeAccess}
            columns={columns}
            keyOf={({ id: key }) => key}
            look={({ endedAt }) => (endedAt ? "ended" : "")}
            filters={<TextFilter label={words.find} value={text} onChange={setText} />}
            filtered={text !== ""}
            onClear={() => setText("")}
            empty={<Empty title={words.elsewhereNone} />}
            onMore={() => pages.more(account.employeeAccess?.pageInfo.endCursor ?? null)}
          />
        </>
      )}
    </Account>
  );
}

function useColumns(onSaid: (text: string) => void): Column<Row>[] {
  const { columns } = useUserWords();
  return [
    {
      name: columns.user,
      show: ({ user }) => (
        <div>
          {user.fullName}
          <div className="quiet">{user.email}</div>
        </div>
      ),
    },
    { name: columns.account, show: ({ account }) => account.name },
    { name: columns.role, show: (held) => <RoleName of={held} /> },
    { name: columns.parts, show: (held) => <Parts of={held} /> },
    { name: columns.origin, show: (held) => <From of={held} /> },
    { name: columns.since, show: ({ grantedAt }) => <When at={grantedAt} /> },
    { name: columns.actions, show: (held) => <RoleActs of={held} administrators={null} account={held.account} onSaid={onSaid} /> },
  ];
}
