import { Content, ToggleGroup, ToggleGroupItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { useAnswer } from "../../api/useAnswer";
import { useQueryState } from "../../kit/useQueryState";
import { Account, NotForViewer } from "../Account";
import { AddByCsv } from "./AddByCsv";
import { AddByList } from "./AddByList";
import { useUserWords } from "./useUserWords";
import { AddingUsersDocument } from "./users.operations";

/** Adding users to an account: by names, or from a CSV file. */
export function AddUsers({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const words = useUserWords();
  const [how, setHow] = useQueryState("how", "list");
  const answer = useAnswer(AddingUsersDocument, { id });
  return (
    <Account tab="users" answer={answer} account={({ smartAccount }) => smartAccount}>
      {(account) =>
        account.viewerCanManageUsers.allowed ? (
          <div className="narrow">
            <Content>
              <h2>{words.add}</h2>
              <p>
                {words.addLead} <Link href={`/accounts/${id}/users`}>{words.done}</Link>
              </p>
            </Content>
            <ToggleGroup aria-label={words.how} className="below">
              <ToggleGroupItem text={words.byList} buttonId="by-list" isSelected={how === "list"} onChange={() => setHow("list")} />
              <ToggleGroupItem text={words.byCsv} buttonId="by-csv" isSelected={how === "csv"} onChange={() => setHow("csv")} />
            </ToggleGroup>
            {how === "csv" ? (
              <AddByCsv account={id} />
            ) : (
              <AddByList account={id} wide={account.viewerRoles.some(({ role }) => role === "SMART_ACCOUNT_ADMIN")} />
            )}
          </div>
        ) : (
          <NotForViewer of={account} />
        )
      }
    </Account>
  );
}
