import { Alert, AlertActionLink, Button, Content } from "@patternfly/react-core";

import { Said } from "../kit/Said";
import { Trouble } from "../kit/Trouble";
import { useAttempt } from "../kit/useAttempt";
import { useFormat } from "../words";
import { AcceptAdministratorTermsDocument, type AdministratorStateFragment } from "./administrator.operations";
import { useCompanyWords } from "./useCompanyWords";

/** The administrators' terms: to be accepted here, whatever became of the mail about them. */
export function Terms({ of: appointment, level = "h2" }: { of: AdministratorStateFragment; level?: "h2" | "h3" }) {
  const { terms: words } = useCompanyWords();
  const format = useFormat();
  const { attempt, busy, outcome } = useAttempt(AcceptAdministratorTermsDocument);
  const { terms, status, id } = appointment;
  if (terms.acceptedAt)
    return (
      <>
        <Said text={outcome?.done ? words.done : ""} />
        <p className="quiet">{words.accepted(format.moment(terms.acceptedAt))}</p>
      </>
    );
  const isNew = status === "ACTIVE";
  return (
    <Alert
      isInline
      variant={isNew ? "info" : "warning"}
      component={level}
      title={isNew ? words.newTitle : words.title}
      actionLinks={
        <>
          <Button size="sm" isLoading={busy} onClick={() => void attempt({ administrator: id, terms: terms.version })}>
            {words.accept}
          </Button>
          {terms.url && <AlertActionLink component="a" href={terms.url}>{words.read}</AlertActionLink>}
        </>
      }
    >
      <Content component="p">{(isNew ? words.newer : words.body)(terms.name, terms.version)}</Content>
      <Trouble of={outcome} />
    </Alert>
  );
}
