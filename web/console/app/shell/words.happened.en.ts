import type { NoticeKind, RequestStatus } from "../api/types";

type Word = (by: string, of: string, place: string) => string;

/** What each notice says, by how it ended, else by what happened; a new kind without does not compile. */
export interface Happened {
  ended: Record<RequestStatus, Word>;
  told: Record<NoticeKind, Word>;
}

/** In English the server's own words are shown. */
const happened: Partial<Happened> = {};

export default happened;
