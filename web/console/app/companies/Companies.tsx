import { Card, CardBody, CardTitle, Content, Stack, StackItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { useAnswer } from "../api/useAnswer";
import { Empty } from "../kit/Empty";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { useFormat } from "../words";
import { type CompaniesQuery, CompaniesDocument } from "./companies.operations";
import { concernsCompanies } from "./concerns";
import { Terms } from "./Terms";
import { useCompanyWords } from "./useCompanyWords";

type Administered = NonNullable<CompaniesQuery["viewer"]>["administeredCompanies"]["nodes"][number];

/** The companies whose portal access one administers: terms to accept, and who waits. */
export function Companies() {
  const words = useCompanyWords();
  const answer = useAnswer(CompaniesDocument, {}, { outdatedBy: concernsCompanies });
  const mine = answer.data?.viewer?.administeredCompanies.nodes ?? [];
  const waiting = mine.reduce((sum, { waiting: here }) => sum + (here?.totalCount ?? 0), 0);
  return (
    <Page title={words.title} lead={words.lead} waiting={waiting}>
      <Loaded answer={answer} part={({ viewer }) => viewer?.administeredCompanies.nodes}>
        {(found) =>
          found.length ? (
            <Stack hasGutter className="narrow">
              {found.map((one) => <StackItem key={one.id}><Company of={one} /></StackItem>)}
            </Stack>
          ) : (
            <Empty title={words.none} actions={<Link href="/onboarding">{words.register}</Link>}>{words.noneBody}</Empty>
          )
        }
      </Loaded>
    </Page>
  );
}

function Company({ of: one }: { of: Administered }) {
  const words = useCompanyWords();
  const format = useFormat();
  const { id, company, since, status, waiting } = one;
  const n = waiting?.totalCount ?? 0;
  return (
    <Card>
      <CardTitle component="h2"><Link href={`/companies/${id}`}>{company.name}</Link></CardTitle>
      <CardBody>
        <Content component="p">{company.address}</Content>
        <Content component="p" className="quiet">{words.since(format.moment(since))}</Content>
        {status !== "ENDED" && <Terms of={one} level="h3" />}
      </CardBody>
      <CardBody>
        {n > 0 ? (
          <Link href={`/companies/${id}`} className="pf-v6-c-button pf-m-primary">{words.waiting(n)}</Link>
        ) : (
          <span className="quiet">{words.nobodyWaits}</span>
        )}
      </CardBody>
    </Card>
  );
}
