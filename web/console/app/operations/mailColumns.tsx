import { Label } from "@patternfly/react-core";

import type { EmailStatus } from "../api/types";
import type { Column } from "../kit/Listing";
import { When } from "../kit/When";
import type { MailRowFragment } from "./mails.operations";
import { ResendMail } from "./ResendMail";
import { useOperationsWords } from "./useOperationsWords";

const LOOKS: Partial<Record<EmailStatus, "info" | "success" | "danger">> = {
  QUEUED: "info",
  HELD: "info",
  SENT: "success",
  FAILED: "danger",
};

/** What the list shows of each mail. */
export function useMailColumns(onResent: (text: string) => void): Column<MailRowFragment>[] {
  const { mails: { columns } } = useOperationsWords();
  return [
    { name: columns.to, show: ({ toAddress }) => <span className="kept-lines">{toAddress}</span> },
    { name: columns.subject, show: ({ subject }) => subject },
    { name: columns.status, show: (mail) => <Delivery of={mail} /> },
    { name: columns.written, show: ({ createdAt }) => <When at={createdAt} /> },
    { name: columns.tried, show: (mail) => <Tried of={mail} /> },
    { name: columns.actions, actions: true, show: (mail) => <ResendMail mail={mail} onDone={onResent} /> },
  ];
}

function Delivery({ of: { status, attempts, lastError } }: { of: MailRowFragment }) {
  const { mails: words } = useOperationsWords();
  const look = LOOKS[status];
  return (
    <>
      <Label {...(look ? { status: look } : {})}>{words.statuses[status]}</Label>
      {attempts > 1 && <div className="quiet">{words.attempts(attempts)}</div>}
      {lastError && status !== "SENT" && <div className="quiet kept-lines">{lastError}</div>}
    </>
  );
}

function Tried({ of: { status, sentAt, dueAt } }: { of: MailRowFragment }) {
  const { mails: words } = useOperationsWords();
  if (sentAt) return <When at={sentAt} />;
  return status === "QUEUED" || status === "HELD" ? <>{words.due} <When at={dueAt} /></> : null;
}
