import { Alert, List, ListItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import type { ApplicationDetailsFragment } from "./applications.operations";
import type { CompleteAccountSetupMutation } from "./setup.operations";
import { useApplicationWords } from "./useApplicationWords";

type Completed = Extract<CompleteAccountSetupMutation["completeAccountSetup"], { __typename: "CompletedAccountSetup" }>;
export type FirstUsers = Completed["users"];

/** That the account is there, and what became of each of the first users. */
export function Opened({ application, users }: { application: ApplicationDetailsFragment; users: FirstUsers }) {
  const words = useApplicationWords();
  const { accountOfApplication: account, accountName } = application;
  const refused = users.some(({ problem }) => problem);
  return (
    <Alert
      isInline
      variant={refused ? "warning" : "success"}
      component="h2"
      title={words.yours.done(account?.name ?? accountName)}
      actionLinks={account && <Link href={`/accounts/${account.id}`}>{words.toAccount}</Link>}
    >
      {users.length > 0 && (
        <>
          <h3>{words.yours.rows}</h3>
          <List>{users.map((row) => <Row key={row.user} row={row} />)}</List>
        </>
      )}
    </Alert>
  );
}

function Row({ row: { user, assignment, problem } }: { row: FirstUsers[number] }) {
  const { yours } = useApplicationWords();
  const common = useCommon();
  const textOf = useProblemText();
  return (
    <ListItem>
      <strong>{user}</strong>{" "}
      {assignment && yours.given(common.role[assignment.role])}
      {problem && yours.refused(textOf(problem))}
    </ListItem>
  );
}
