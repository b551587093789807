import { Button, Label, Title } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useEffect, useRef, useState } from "react";

import { StatusLabel } from "../../kit/StatusLabel";
import { When } from "../../kit/When";
import { useCommon, useFormat } from "../../words";
import type { PreviewRulesMutation } from "./settings.operations";
import { useSettingsWords } from "./useSettingsWords";

type Previewed = Extract<PreviewRulesMutation["previewAutomationRules"], { __typename: "AutomationPreview" }>;

const PAGE = 20;
const LOOKS = { APPROVE: { status: "success" }, DECLINE: { status: "danger" }, LEAVE: {} } as const;

/** What rules would have done with the requests of the past: how many, and which. */
export function Preview({ of: { since, capped, tally, requests } }: { of: Previewed }) {
  const words = useSettingsWords();
  const common = useCommon();
  const format = useFormat();
  const [shown, setShown] = useState(PAGE);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const counted = format.list([
    words.tally.approved(format.number(tally.approved)),
    words.tally.declined(format.number(tally.declined)),
    words.tally.left(format.number(tally.left)),
  ]);
  return (
    <section className="apart">
      <Title headingLevel="h3" ref={heading} tabIndex={-1}>{words.preview}</Title>
      <p>
        <strong>{counted}.</strong> {words.since(format.date(since))} {capped && words.capped}
      </p>
      {requests.length === 0 ? <p className="quiet">{words.noPast}</p> : <Rows of={requests.slice(0, shown)} />}
      {requests.length > shown && (
        <Button variant="link" onClick={() => setShown(shown + PAGE)}>
          {common.more} ({common.shown(shown, requests.length)})
        </Button>
      )}
    </section>
  );
}

function Rows({ of: requests }: { of: Previewed["requests"] }) {
  const words = useSettingsWords();
  const { columns } = words;
  return (
    <Table aria-label={words.preview} variant="compact">
      <Thead>
        <Tr>
          <Th>{columns.requester}</Th>
          <Th>{columns.sent}</Th>
          <Th>{columns.was}</Th>
          <Th>{columns.would}</Th>
        </Tr>
      </Thead>
      <Tbody>
        {requests.map(({ request, rule, outcome }) => (
          <Tr key={request.id}>
            <Td dataLabel={columns.requester}>
              {request.profile.fullName} <div className="quiet">{request.profile.email}</div>
            </Td>
            <Td dataLabel={columns.sent}>
              <When at={request.submittedAt} exact />
            </Td>
            <Td dataLabel={columns.was}>
              <StatusLabel status={request.status} />
            </Td>
            <Td dataLabel={columns.would}>
              <Label {...LOOKS[outcome]}>{words.outcome[outcome]}</Label>
              <div className="quiet">{rule === null ? words.noRule : words.byRule(rule)}</div>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  );
}
