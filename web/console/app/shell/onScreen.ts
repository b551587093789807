const OWN_PAGE = /\/(?:requests|registrations|applications|desk)\/([^/]+)$/;

/** The id of what the reader has before their eyes: on a page of its own, or beside its list. */
export function onScreen({ pathname, search }: Pick<Location, "pathname" | "search">): string | undefined {
  return OWN_PAGE.exec(pathname)?.[1] ?? new URLSearchParams(search).get("request") ?? undefined;
}
