import { Button, Card, CardBody, CardTitle, Flex, FlexItem } from "@patternfly/react-core";
import { useState } from "react";

import { Empty } from "../kit/Empty";
import { type Column, Listing } from "../kit/Listing";
import { Said } from "../kit/Said";
import { useAttempt } from "../kit/useAttempt";
import { When } from "../kit/When";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { type Appointment, type CompanyAnswer, appointmentIn } from "./CompanyPage";
import { AssociateUserDocument, type CompanyPersonFragment } from "./companies.operations";
import { PersonForm } from "./PersonForm";
import { RemovePerson } from "./RemovePerson";
import { RoleDialog } from "./RoleDialog";
import { useCompanyWords } from "./useCompanyWords";

interface Props {
  of: Appointment;
  answer: CompanyAnswer;
  onMore: () => void;
}

/** Whom an administrator is about to change. */
interface Change {
  person: CompanyPersonFragment;
  what: "role" | "end";
}

/** Who belongs to the company, and what they may do in the portal. */
export function People({ of: appointment, answer, onMore }: Props) {
  const { people: words } = useCompanyWords();
  const [change, setChange] = useState<Change | null>(null);
  const [said, setSaid] = useState("");
  const columns = useColumns(appointment.viewerCanManage.allowed, setChange);
  const close = (told = ""): void => {
    setChange(null);
    setSaid(told);
    if (told) answer.refresh();
  };
  return (
    <Card>
      <CardTitle component="h2">{words.title}</CardTitle>
      <CardBody>
        <Said text={said} />
        <Listing
          label={words.title}
          answer={answer}
          page={(data) => appointmentIn(data)?.associatedUsers}
          columns={columns}
          keyOf={({ id }) => id}
          empty={<Empty title={words.none}>{words.noneBody}</Empty>}
          onMore={onMore}
        />
      </CardBody>
      <CardBody><Associate to={appointment} onDone={close} /></CardBody>
      {change?.what === "role" && <RoleDialog person={change.person} onClose={close} />}
      {change?.what === "end" && <RemovePerson person={change.person} onClose={close} />}
    </Card>
  );
}

function Associate({ to: { company, viewerCanManage }, onDone }: { to: Appointment; onDone: (told: string) => void }) {
  const { people: words } = useCompanyWords();
  const textOf = useProblemText();
  const { attempt, busy, outcome, clear } = useAttempt(AssociateUserDocument);
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
        if (done?.__typename === "CompanyAssociation") onDone(words.added(done.user.fullName));
        return done !== undefined;
      }}
    />
  );
}

function useColumns(allowed: boolean, change: (change: Change) => void): Column<CompanyPersonFragment>[] {
  const { people: words } = useCompanyWords();
  const { portalRole } = useCommon();
  const columns: Column<CompanyPersonFragment>[] = [
    {
      name: words.who,
      show: ({ user }) => (
        <>
          {user.fullName}
          <div className="quiet">{user.email}</div>
        </>
      ),
    },
    { name: words.company, show: ({ company }) => company.name },
    {
      name: words.role,
      show: ({ portalRole: held }) => (held ? portalRole[held.role] : <span className="quiet">{words.noRole}</span>),
    },
    { name: words.since, show: ({ since }) => <When at={since} /> },
  ];
  if (!allowed) return columns;
  const act = (person: CompanyPersonFragment, what: Change["what"], name: string, label: string) => (
    <FlexItem>
      <Button variant="link" isInline aria-label={label} onClick={() => change({ person, what })}>{name}</Button>
    </FlexItem>
  );
  return [
    ...columns,
    {
      name: words.actions,
      actions: true,
      show: (person) => (
        <Flex flexWrap={{ default: "nowrap" }}>
          {act(person, "role", words.change, words.changeOf(person.user.fullName))}
          {act(person, "end", words.end, words.endOf(person.user.fullName))}
        </Flex>
      ),
    },
  ];
}
