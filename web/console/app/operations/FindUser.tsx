import { Flex, FlexItem } from "@patternfly/react-core";
import { useState } from "react";
import { useQuery } from "urql";

import { CloseUser } from "./CloseUser";
import { UserToCloseDocument } from "./closing.operations";
import { FindCard } from "./FindCard";
import { useOperationsWords } from "./useOperationsWords";

/** Finds a person, to close the sign-in. */
export function FindUser({ onDone }: { onDone: (text: string) => void }) {
  const { close: words } = useOperationsWords();
  const [name, setName] = useState("");
  const [closed, setClosed] = useState<string[]>([]);
  const [{ data, fetching }] = useQuery({
    query: UserToCloseDocument,
    variables: { name },
    pause: !name,
    requestPolicy: "network-only",
  });
  const asked = name !== "" && data !== undefined && !fetching;
  const user = asked && data.user && !closed.includes(data.user.id) ? data.user : null;
  return (
    <FindCard
      title={words.user}
      lead={words.userBody}
      label={words.name}
      busy={fetching}
      problem={asked && !data.user ? words.nobody : undefined}
      onFind={setName}
    >
      {user && (
        <Flex className="found">
          <FlexItem grow={{ default: "grow" }}>
            {user.fullName}
            <div className="quiet">{user.email} · {user.companyName}</div>
          </FlexItem>
          <FlexItem>
            <CloseUser
              user={user}
              onDone={(text) => {
                setClosed([...closed, user.id]);
                onDone(text);
              }}
            />
          </FlexItem>
        </Flex>
      )}
    </FindCard>
  );
}
