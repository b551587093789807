import { Link } from "wouter";

import type { Column } from "../kit/Listing";
import { When } from "../kit/When";
import { Claim } from "./Claim";
import type { DeskRowFragment } from "./desk.operations";
import { DueLabel } from "./DueLabel";
import { StageLabel } from "./StageLabel";
import { useDeskWords } from "./useDeskWords";

/** What the queue shows of each review. */
export function useDeskColumns(): Column<DeskRowFragment>[] {
  const words = useDeskWords();
  return [
    {
      name: words.who,
      show: ({ id, profile }) => (
        <>
          <Link href={`/desk/${id}`}>{profile.fullName}</Link>
          <div className="quiet">{profile.email}</div>
        </>
      ),
    },
    {
      name: words.company,
      show: ({ company, site, profile, contractNumber }) => (
        <div>
          {company?.name ?? site?.name ?? profile.companyName}
          {contractNumber && <div className="quiet">{words.contract(contractNumber)}</div>}
        </div>
      ),
    },
    { name: words.cause, show: ({ review }) => review?.cause && words.causes[review.cause] },
    { name: words.waits, show: ({ review }) => review?.since && <When at={review.since} /> },
    {
      name: words.due,
      show: (row) => (row.review?.hoursLeft == null ? <StageLabel stage={row.stage} /> : <DueLabel of={row} />),
    },
    { name: words.claimed, show: (row) => <div><Claim of={row} /></div> },
  ];
}
