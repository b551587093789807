import { Content, Title } from "@patternfly/react-core";
import { Link } from "wouter";

import type { Answer } from "../api/useAnswer";
import { Listing } from "../kit/Listing";
import { useSupportColumns } from "../support/columns";
import type { OneContractQuery } from "./contracts.operations";
import { useContractWords } from "./useContractWords";

/** Who waits for a decision about the contract, the longest first. */
export function WaitingRequests({ answer }: { answer: Answer<OneContractQuery> }) {
  const words = useContractWords();
  const columns = useSupportColumns();
  return (
    <section aria-label={words.requests}>
      <Title headingLevel="h2">{words.requests}</Title>
      <Listing
        label={words.requests}
        answer={answer}
        page={({ contract }) => contract?.supportAccessRequests}
        columns={columns}
        keyOf={({ id }) => id}
        look={({ status }) => (status === "PENDING" ? "" : "ended")}
        empty={<Content component="p" className="quiet">{words.noRequests}</Content>}
      />
      <Link href="/support/requests?status=-">{words.allRequests}</Link>
    </section>
  );
}
