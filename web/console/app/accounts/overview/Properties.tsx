import { Button, Card, CardBody, CardHeader, CardTitle } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";

import { Facts } from "../../kit/Facts";
import { Said } from "../../kit/Said";
import { When } from "../../kit/When";
import { useCommon } from "../../words";
import { EditProperties } from "./EditProperties";
import type { Overviewed } from "./shape";
import { useOverviewWords } from "./useOverviewWords";

/** What the account is; with a form in its place for who may edit it. */
export function Properties({ of: account, refresh }: { of: Overviewed; refresh: () => void }) {
  const words = useOverviewWords();
  const common = useCommon();
  const [editing, setEditing] = useState(false);
  const [returned, setReturned] = useState(false);
  const [said, setSaid] = useState("");
  const { settings, viewerCanEditProperties } = account;
  const end = (text: string): void => {
    setSaid(text);
    setEditing(false);
  };
  return (
    <Card isFullHeight>
      <CardHeader
        actions={{
          actions: viewerCanEditProperties.allowed && !editing && (
            <EditButton
              label={words.editProperties}
              word={common.edit}
              returned={returned}
              onClick={() => {
                setReturned(true);
                setEditing(true);
              }}
            />
          ),
        }}
      >
        <CardTitle component="h2">{words.properties}</CardTitle>
      </CardHeader>
      <CardBody>
        <Said text={said} />
        {editing && settings ? (
          <EditProperties
            of={{ ...account, listed: settings.listed }}
            refresh={refresh}
            onSaved={() => end(words.saved)}
            onCancel={() => end("")}
          />
        ) : (
          <Facts
            of={[
              [words.name, account.name],
              [words.identifier, account.domainIdentifier],
              [words.type, common.accountType[account.type]],
              [words.status, common.accountStatus[account.status]],
              [words.created, <When key="created" at={account.createdAt} exact />],
              [words.listed, settings && (settings.listed ? words.listedYes : words.listedNo)],
            ]}
          />
        )}
      </CardBody>
    </Card>
  );
}

interface EditProps {
  label: string;
  word: string;
  /** Whether one comes back from the form that it opens: then it takes the focus back. */
  returned: boolean;
  onClick: () => void;
}

function EditButton({ label, word, returned, onClick }: EditProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (returned && document.activeElement === document.body) button.current?.focus();
  }, [returned]);
  return (
    <Button ref={button} variant="secondary" aria-label={label} onClick={onClick}>
      {word}
    </Button>
  );
}
