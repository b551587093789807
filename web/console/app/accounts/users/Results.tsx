import { Alert, Label } from "@patternfly/react-core";
import { Table, Tbody, Td, Th, Thead, Tr } from "@patternfly/react-table";
import { useEffect, useRef } from "react";

import { useProblemText } from "../../words/useProblemText";
import { useUserWords } from "./useUserWords";

export interface Row {
  line?: number;
  user: string;
  problem: { code: string; message: string } | null;
}

/** What became, or would become, of every row of a list; those refused first. */
export function Results({ rows, onlyTried = false }: { rows: Row[]; onlyTried?: boolean }) {
  const words = useUserWords();
  const textOf = useProblemText();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (rows.length) place.current?.focus();
  }, [rows]);
  const fit = rows.filter(({ problem }) => !problem).length;
  const said = onlyTried ? words.checked(fit, rows.length) : words.addedOf(fit, rows.length);
  const sorted = rows.toSorted((a, b) => Number(a.problem === null) - Number(b.problem === null));
  return (
    <div ref={place} tabIndex={-1} className="below">
      <Alert isInline component="h3" variant={fit === rows.length ? "success" : "warning"} title={said} />
      <Table aria-label={words.results} variant="compact">
        <Thead>
          <Tr>
            <Th>{words.columns.user}</Th>
            <Th>{words.columns.outcome}</Th>
          </Tr>
        </Thead>
        <Tbody>
          {sorted.map(({ line, user, problem }, n) => (
            <Tr key={line ?? `${user} ${n}`}>
              <Td dataLabel={words.columns.user}>{line ? `${words.columns.line} ${line}: ${user}` : user}</Td>
              <Td dataLabel={words.columns.outcome}>
                {problem ? (
                  <><Label status="danger">{problem.code}</Label> {textOf(problem)}</>
                ) : (
                  <Label status="success">{onlyTried ? words.rowFits : words.rowAdded}</Label>
                )}
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  );
}
