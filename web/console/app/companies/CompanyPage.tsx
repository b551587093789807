import { Stack, StackItem } from "@patternfly/react-core";
import { useState } from "react";
import { Redirect } from "wouter";

import { useNotices } from "../api/notices";
import { type Answer, useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { usePages } from "../kit/usePages";
import { useQueryState } from "../kit/useQueryState";
import { useFormat } from "../words";
import { Administrators } from "./Administrators";
import { type CompanyPageQuery, CompanyPageDocument } from "./companies.operations";
import { concernsCompanies } from "./concerns";
import { People } from "./People";
import { Registrations } from "./Registrations";
import { Terms } from "./Terms";
import { useCompanyWords } from "./useCompanyWords";

type Node = NonNullable<CompanyPageQuery["node"]>;
export type Appointment = Extract<Node, { __typename: "DelegatedAdministrator" }>;
export type CompanyAnswer = Answer<CompanyPageQuery>;

const OPEN = "open";

/** One company's portal access: who waits, who uses it, and who else administers it. */
export function CompanyPage({ params }: { params: Record<string, string> }) {
  const words = useCompanyWords();
  const id = params["id"] ?? "";
  const registrations = usePages();
  const people = usePages();
  const [shown, show] = useQueryState("show", OPEN);
  const asked = useAnswer(
    CompanyPageDocument,
    {
      id,
      stages: shown === OPEN ? ["FORWARDED_TO_DA"] : null,
      registrations: registrations.first,
      registrationsAfter: registrations.after,
      people: people.first,
      peopleAfter: people.after,
    },
    { outdatedBy: (notice) => concernsCompanies(notice) && notice.kind !== "REQUEST_SUBMITTED" },
  );
  const [news, answer] = useNews(asked);
  const found = appointmentIn(asked.data);
  const other = ownOf(asked.data);
  if (other) return <Redirect to={`/companies/${other}`} replace />;
  return (
    <Page
      title={found?.company.name ?? words.title}
      within={[[words.title, "/companies"]]}
      waiting={found?.waiting?.totalCount ?? 0}
      lead={found && <Since of={found} />}
    >
      <Loaded answer={answer} part={appointmentIn} lines={8}>
        {(appointment) => (
          <Stack hasGutter>
            <StackItem><Terms of={appointment} /></StackItem>
            <StackItem>
              <Registrations
                answer={answer}
                news={news}
                onlyOpen={shown === OPEN}
                onShow={(open) => {
                  registrations.reset();
                  show(open ? OPEN : "all");
                }}
                onMore={() => registrations.more(appointment.registrations?.pageInfo.endCursor ?? null)}
              />
            </StackItem>
            <StackItem><People of={appointment} answer={answer} onMore={() => people.more(appointment.associatedUsers?.pageInfo.endCursor ?? null)} /></StackItem>
            <StackItem><Administrators of={appointment} refresh={answer.refresh} /></StackItem>
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Since({ of: { company, since } }: { of: Appointment }) {
  const words = useCompanyWords();
  const format = useFormat();
  return <>{company.address} · {words.since(format.moment(since))}</>;
}

/** The viewer's own appointment; another's, or a company, is none. */
export function appointmentIn(data: CompanyPageQuery | undefined): Appointment | null {
  const node = data?.node;
  return node?.__typename === "DelegatedAdministrator" && node.registrations ? node : null;
}

/** The viewer's appointment for what the address names by the company, or by a colleague's. */
function ownOf(data: CompanyPageQuery | undefined): string | undefined {
  const node = data?.node;
  if (!node || appointmentIn(data)) return undefined;
  const company = node.__typename === "DelegatedAdministrator" ? node.company.id : node.id;
  return data.viewer?.administeredCompanies.nodes.find((one) => one.company.id === company && one.id !== node.id)?.id;
}

/** How many asked since the list was read; to refresh it shows them. */
function useNews(asked: CompanyAnswer): [number, CompanyAnswer] {
  const [came, setCame] = useState<string[]>([]);
  useNotices(({ kind, about }) => {
    if (kind === "REQUEST_SUBMITTED" && about?.__typename === "Registration" && !came.includes(about.id))
      setCame([...came, about.id]);
  });
  const refresh = (): void => {
    setCame([]);
    asked.refresh();
  };
  return [came.length, { ...asked, refresh }];
}
