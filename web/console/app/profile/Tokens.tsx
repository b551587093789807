import { Button, Card, CardBody, CardHeader, CardTitle, Content } from "@patternfly/react-core";
import { useState } from "react";

import { type Outcome, usePlainAct } from "../api/useAct";
import { Confirm } from "../kit/Confirm";
import { Fault } from "../kit/Fault";
import { say } from "../kit/say";
import { NewToken } from "./NewToken";
import { type ProfileTokenFragment, RevokeTokenDocument, type RevokeTokenMutation } from "./profile.operations";
import { TokenTable } from "./TokenTable";
import { useProfileWords } from "./useProfileWords";

interface Props {
  of: ProfileTokenFragment[];
  refresh: () => void;
}

/** With what programs act for one. */
export function Tokens({ of: tokens, refresh }: Props) {
  const words = useProfileWords();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ProfileTokenFragment>();
  const [revoke, busy] = usePlainAct(RevokeTokenDocument);
  const [outcome, setOutcome] = useState<Outcome<RevokeTokenMutation["revokePersonalAccessToken"]>>();
  const back = (): void => {
    setMaking(false);
    setRevoking(undefined);
    requestAnimationFrame(() => document.getElementById("new-token")?.focus());
  };
  async function end(token: ProfileTokenFragment): Promise<void> {
    const answered = await revoke({ input: { token: token.id } });
    setOutcome(answered);
    if (answered.done) say(words.revoked(token.name));
    back();
    refresh();
  }
  return (
    <Card>
      <CardHeader
        actions={{ actions: <Button id="new-token" variant="secondary" onClick={() => setMaking(true)}>{words.newToken}</Button>, hasNoOffset: true }}
      >
        <CardTitle component="h2">{words.tokens}</CardTitle>
      </CardHeader>
      <CardBody>
        <Content component="p">{words.tokensBody}</Content>
        {outcome?.fault && <Fault error={outcome.fault} act />}
        {tokens.length ? <TokenTable of={tokens} onRevoke={setRevoking} /> : <p className="quiet">{words.noTokens}</p>}
      </CardBody>
      {making && <NewToken onMade={refresh} onClose={back} />}
      {revoking && (
        <Confirm
          title={words.revokeTitle(revoking.name)}
          act={words.revoke}
          danger
          busy={busy}
          onAct={() => void end(revoking)}
          onClose={back}
        >
          {words.revokeBody}
        </Confirm>
      )}
    </Card>
  );
}
