import type { PastNoticesQuery } from "./bell.operations";

export type NoticePlace = NonNullable<PastNoticesQuery["viewer"]>["notices"]["nodes"][number];

type Placed = Pick<NoticePlace, "kind" | "account" | "about">;
type About = NonNullable<Placed["about"]>;

/** What decides where a notice leads: who reads it. */
export interface Reader {
  id: string;
  /** Whether it is one of the deploying company's people. */
  staff: boolean;
  /** The ids of the accounts that this person administers. */
  administers: string[];
}

/** The screen that shows what a notice is about; nothing where there is none. */
export function placeOf(notice: Placed, reader: Reader): string | undefined {
  const { about, account, kind } = notice;
  if (about) return about.requester.id === reader.id ? own(about) : toDecide(about, reader.staff);
  if (kind === "ADMINISTRATOR_APPOINTED" || kind === "ADMINISTRATOR_CHANGED") return "/companies";
  if (kind === "PORTAL_ACCESS_CHANGED") return "/onboarding";
  if (kind === "SUPPORT_ACCESS_CHANGED") return "/access";
  return account ? ofAccount(account.id, kind, reader) : undefined;
}

function own({ __typename: type, id }: About): string {
  return type === "Registration" ? "/onboarding" : `/requests/${id}`;
}

function toDecide(about: About, staff: boolean): string {
  if (about.__typename === "AccessRequest") return `/accounts/${about.account.id}/requests/${about.id}`;
  const registrations = staff ? "/desk" : "/companies/registrations";
  const places = {
    SupportAccessRequest: "/support/requests",
    AccountApplication: "/applications",
    Registration: registrations,
  };
  return `${places[about.__typename]}/${about.id}`;
}

function ofAccount(id: string, kind: Placed["kind"], { administers }: Reader): string {
  const ofRoles = kind === "ROLE_GRANTED" || kind === "ROLE_CHANGED" || kind === "ROLE_REVOKED";
  if (!ofRoles) return `/accounts/${id}/overview`;
  return administers.includes(id) ? `/accounts/${id}/users` : "/access";
}
