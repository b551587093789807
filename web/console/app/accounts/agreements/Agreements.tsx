import { Stack, StackItem } from "@patternfly/react-core";

import { useAnswer } from "../../api/useAnswer";
import { Empty } from "../../kit/Empty";
import { Account } from "../Account";
import { AgreementCard } from "./AgreementCard";
import { AccountAgreementsDocument } from "./agreements.operations";
import { useAgreementWords } from "./useAgreementWords";

/** The agreement in force, for who may accept it for the account, and what was accepted before. */
export function Agreements({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const words = useAgreementWords();
  const answer = useAnswer(AccountAgreementsDocument, { id }, { outdatedBy: ({ account }) => account?.id === id });
  return (
    <Account tab="agreements" answer={answer} account={({ smartAccount }) => smartAccount}>
      {(account) =>
        account.agreements ? (
          <Stack hasGutter className="narrow">
            {account.agreements.map((agreement, index) => (
              <StackItem key={agreement.version}>
                <AgreementCard of={agreement} isInForce={index === 0} account={account} refresh={answer.refresh} />
              </StackItem>
            ))}
          </Stack>
        ) : (
          <Empty title={words.unseen} />
        )
      }
    </Account>
  );
}
