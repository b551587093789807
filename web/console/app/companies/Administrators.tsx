import { Button, Card, CardBody, CardTitle } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useState } from "react";
import { useLocation } from "wouter";

import { Said } from "../kit/Said";
import { useAttempt } from "../kit/useAttempt";
import { useFrame } from "../shell/useFrame";
import { useProblemText } from "../words/useProblemText";
import { AdministratorRow } from "./AdministratorRow";
import type { Appointment } from "./CompanyPage";
import { type CompanyAdministratorFragment, NominateAdministratorDocument } from "./companies.operations";
import { EndAdministrator } from "./EndAdministrator";
import { PersonForm } from "./PersonForm";
import { useCompanyWords } from "./useCompanyWords";

/** Who else administers the company, here or from above; one may name more, or step down. */
export function Administrators({ of: appointment, refresh }: { of: Appointment; refresh: () => void }) {
  const { administrators: words } = useCompanyWords();
  const { viewer } = useFrame();
  const [, go] = useLocation();
  const [ending, setEnding] = useState<CompanyAdministratorFragment | null>(null);
  const [said, setSaid] = useState("");
  const tell = (told: string): void => {
    setSaid(told);
    refresh();
  };
  const close = (told?: string): void => {
    const own = ending?.user.id === viewer.user.id;
    setEnding(null);
    if (told && own) go("/companies");
    else if (told) tell(told);
  };
  return (
    <Card>
      <CardTitle component="h2">{words.title}</CardTitle>
      <CardBody>
        <Said text={said} />
        <Table aria-label={words.title} variant="compact">
          <Thead>
            <Tr>
              <Th>{words.who}</Th>
              <Th>{words.where}</Th>
              <Th>{words.since}</Th>
              <Th>{words.status}</Th>
              <Th screenReaderText={words.actions} />
            </Tr>
          </Thead>
          <Tbody>
            {appointment.administrators.map((one) => (
              <Tr key={one.id}>
                <AdministratorRow of={one} />
                <Td dataLabel={words.actions} isActionCell>
                  <End of={one} by={appointment} onAct={() => setEnding(one)} />
                </Td>
              </Tr>
            ))}
          </Tbody>
        </Table>
      </CardBody>
      <CardBody><Nominate to={appointment} onDone={tell} /></CardBody>
      {ending && <EndAdministrator appointment={ending} onClose={close} />}
    </Card>
  );
}

/** One may step down; and remove those of the company or below, not those from above. */
function End({ of: one, by, onAct }: { of: CompanyAdministratorFragment; by: Appointment; onAct: () => void }) {
  const { administrators: words } = useCompanyWords();
  const { viewer } = useFrame();
  const own = one.user.id === viewer.user.id;
  const may = own || (by.viewerCanManage.allowed && one.company.id === by.company.id);
  if (!may) return null;
  return (
    <Button variant="link" isInline aria-label={own ? words.stepDown : words.removeOf(one.user.fullName)} onClick={onAct}>
      {own ? words.stepDown : words.remove}
    </Button>
  );
}

function Nominate({ to: { company, viewerCanManage }, onDone }: { to: Appointment; onDone: (told: string) => void }) {
  const { administrators: words } = useCompanyWords();
  const textOf = useProblemText();
  const { attempt, busy, outcome, clear } = useAttempt(NominateAdministratorDocument);
  const { because, code } = viewerCanManage;
  return (
    <PersonForm
      help={words.addHelp}
      act={words.add}
      busy={busy}
      outcome={outcome}
      because={because && textOf({ code: code ?? "", message: because })}
      onChange={clear}
      onSend={async (user) => {
        const done = await attempt({ company: company.id, user });
        if (done?.__typename === "DelegatedAdministrator") onDone(words.added(done.user.fullName));
        return done !== undefined;
      }}
    />
  );
}
