import { Button, Title } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useEffect, useRef } from "react";
import { Link } from "wouter";

import { useCommon } from "../words";
import { Halted } from "./Halted";
import { LineEnded } from "./LineEnded";
import type { Run } from "./run";
import { useAccessWords } from "./useAccessWords";
import type { Adding } from "./useAdding";

/** What came of each key. */
export function Results({ of: run, adding }: { of: Run; adding: Adding }) {
  const { adding: words } = useAccessWords();
  const common = useCommon();
  const heading = useRef<HTMLHeadingElement>(null);
  const left = run.lines.filter(({ end }) => !end).length;
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <Title headingLevel="h2" ref={heading} tabIndex={-1}>{words.results}</Title>
      <p role="status" className="quiet">{words.progress(run.lines.length - left, run.lines.length)}</p>
      <Table aria-label={words.results} variant="compact">
        <Thead>
          <Tr><Th>{words.line}</Th><Th>{words.outcome}</Th></Tr>
        </Thead>
        <Tbody>
          {run.lines.map((line) => (
            <Tr key={line.key}>
              <Td dataLabel={words.line}>{common.keyKind[run.keyKind]} {line.key}</Td>
              <Td dataLabel={words.outcome}><LineEnded of={line} isSending={adding.sending === line.key} /></Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
      <Halted of={adding.halt} />
      <Onwards left={left} run={run} adding={adding} />
    </>
  );
}

function Onwards({ left, run, adding }: { left: number; run: Run; adding: Adding }) {
  const words = useAccessWords();
  if (adding.sending) return null;
  return (
    <div className="together after">
      {left > 0 && (
        <Button variant="primary" onClick={() => void adding.go(run)}>{words.adding.goOn(left)}</Button>
      )}
      <Button variant={left ? "secondary" : "primary"} onClick={adding.forget}>{words.adding.another}</Button>
      <Link href="/access" className="pf-v6-c-button pf-m-link">{words.adding.toAccess}</Link>
    </div>
  );
}
