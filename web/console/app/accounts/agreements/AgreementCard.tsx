import { Card, CardBody, CardTitle, Label } from "@patternfly/react-core";
import ExternalLinkAltIcon from "@patternfly/react-icons/dist/esm/icons/external-link-alt-icon";
import { useState } from "react";

import { Said } from "../../kit/Said";
import { When } from "../../kit/When";
import { useProblemText } from "../../words/useProblemText";
import { Accept } from "./Accept";
import type { AccountAgreementsQuery, AgreementCardFragment } from "./agreements.operations";
import { useAgreementWords } from "./useAgreementWords";

interface Props {
  of: AgreementCardFragment;
  isInForce: boolean;
  account: NonNullable<AccountAgreementsQuery["smartAccount"]>;
  refresh: () => void;
}

/** One version of the agreement: where to read it, and who accepted it or that somebody is to. */
export function AgreementCard({ of: agreement, isInForce, account, refresh }: Props) {
  const words = useAgreementWords();
  const textOf = useProblemText();
  const [done, setDone] = useState(false);
  const { name, version, url, acceptedAt } = agreement;
  const { allowed, because, code } = account.viewerCanAcceptAgreements;
  return (
    <Card>
      <CardTitle component="h2">
        {name} · {words.version(version)} <Label color={isInForce ? "blue" : "grey"}>{isInForce ? words.inForce : words.earlier}</Label>
      </CardTitle>
      <CardBody>
        <Standing of={agreement} />
        <p className="apart">
          {url ? (
            <a href={url} target="_blank" rel="noreferrer">
              {words.read(name)} <ExternalLinkAltIcon />
            </a>
          ) : (
            <span className="quiet">{words.noText}</span>
          )}
        </p>
        <Said text={done ? words.done : ""} />
        {isInForce && !acceptedAt && allowed && (
          <Accept
            of={agreement}
            account={account}
            onDone={() => {
              setDone(true);
              refresh();
            }}
            onRefused={refresh}
          />
        )}
        {isInForce && !acceptedAt && !allowed && (
          <p className="quiet apart">
            {words.cannot} {textOf({ code: code ?? "", message: because ?? "" })}
          </p>
        )}
      </CardBody>
    </Card>
  );
}

function Standing({ of: { acceptedAt, acceptedBy } }: { of: AgreementCardFragment }) {
  const words = useAgreementWords();
  if (!acceptedAt) return <Label status="warning">{words.open}</Label>;
  return (
    <>
      <Label status="success">{words.accepted}</Label> {acceptedBy && words.by(acceptedBy.fullName)} · <When at={acceptedAt} exact />
    </>
  );
}
