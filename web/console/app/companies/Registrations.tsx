import { Card, CardBody, CardTitle, ToggleGroup, ToggleGroupItem, ToolbarItem } from "@patternfly/react-core";
import { Link } from "wouter";

import { Empty } from "../kit/Empty";
import { type Column, Listing } from "../kit/Listing";
import { When } from "../kit/When";
import { type CompanyAnswer, appointmentIn } from "./CompanyPage";
import type { CompanyRegistrationRowFragment } from "./companies.operations";
import { StageLabel } from "./StageLabel";
import { useCompanyWords } from "./useCompanyWords";

interface Props {
  answer: CompanyAnswer;
  news: number;
  onlyOpen: boolean;
  onShow: (onlyOpen: boolean) => void;
  onMore: () => void;
}

/** Who asks to use the portal for the company, and what became of those who did. */
export function Registrations({ answer, news, onlyOpen, onShow, onMore }: Props) {
  const { registrations: words } = useCompanyWords();
  const columns = useColumns();
  return (
    <Card>
      <CardTitle component="h2">{words.title}</CardTitle>
      <CardBody>
        <Listing
          label={words.title}
          answer={answer}
          page={(data) => appointmentIn(data)?.registrations}
          columns={columns}
          keyOf={({ id }) => id}
          look={({ stage }) => (onlyOpen && stage !== "FORWARDED_TO_DA" ? "ended" : "")}
          filters={
            <ToolbarItem>
              <ToggleGroup aria-label={words.filter}>
                <ToggleGroupItem text={words.open} isSelected={onlyOpen} onChange={() => onShow(true)} />
                <ToggleGroupItem text={words.all} isSelected={!onlyOpen} onChange={() => onShow(false)} />
              </ToggleGroup>
            </ToolbarItem>
          }
          empty={<Empty title={words.none}>{words.noneBody}</Empty>}
          filtered={onlyOpen}
          onClear={() => onShow(false)}
          news={news}
          onMore={onMore}
        />
      </CardBody>
    </Card>
  );
}

function useColumns(): Column<CompanyRegistrationRowFragment>[] {
  const { registrations: words } = useCompanyWords();
  return [
    {
      name: words.who,
      show: ({ id, profile }) => (
        <>
          <Link href={`/companies/registrations/${id}`}>{profile.fullName}</Link>
          <div className="quiet">{profile.email}</div>
        </>
      ),
    },
    { name: words.company, show: ({ company }) => company?.name },
    { name: words.date, show: ({ submittedAt }) => <When at={submittedAt} /> },
    {
      name: words.stage,
      show: ({ stage, actedBy, actedAt }) => (
        <>
          <StageLabel stage={stage} />
          {actedBy && actedAt && <div className="quiet">{words.acted(actedBy.fullName)} · <When at={actedAt} /></div>}
        </>
      ),
    },
  ];
}
