import { Link } from "wouter";

import type { Column } from "../kit/Listing";
import { When } from "../kit/When";
import { useCommon, useFormat } from "../words";
import type { ApplicationsQuery } from "./list.operations";
import { StageLabel } from "./StageLabel";
import { useApplicationWords } from "./useApplicationWords";

type Row = NonNullable<ApplicationsQuery["accountApplications"]>["nodes"][number];

/** What the list shows of each application. */
export function useColumns(): Column<Row>[] {
  const { list: { columns, remindedTimes }, causes } = useApplicationWords();
  const common = useCommon();
  const format = useFormat();
  return [
    {
      name: columns.account,
      show: ({ id, accountName, accountType }) => (
        <>
          <Link href={`/applications/${id}`}>{accountName}</Link>
          <div className="quiet">{common.accountType[accountType]}</div>
        </>
      ),
    },
    { name: columns.domain, show: ({ displayedDomain }) => displayedDomain },
    {
      name: columns.why,
      show: ({ reviewCause, lookAlikes }) => (
        <>
          {reviewCause && causes[reviewCause]}
          {lookAlikes && lookAlikes.length > 0 && <div className="quiet">{format.list(lookAlikes)}</div>}
        </>
      ),
    },
    {
      name: columns.applicant,
      show: ({ profile }) => (
        <>
          {profile.fullName}
          <div className="quiet">{profile.companyName}</div>
          <div className="quiet">{profile.email}</div>
        </>
      ),
    },
    {
      name: columns.sent,
      show: ({ submittedAt, reminders }) => (
        <>
          <When at={submittedAt} />
          {reminders > 0 && <div className="quiet">{remindedTimes(reminders)}</div>}
        </>
      ),
    },
    {
      name: columns.stage,
      show: ({ applicationStage, actedBy, actedAt }) => (
        <>
          <StageLabel stage={applicationStage} />
          {actedAt && <div className="quiet">{actedBy && `${actedBy.fullName} · `}<When at={actedAt} /></div>}
        </>
      ),
    },
  ];
}
