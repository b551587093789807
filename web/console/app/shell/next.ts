/** Where to go after the sign-in: a path of this site, and not the sign-in itself. */
export function safePath(wanted: string | null): string {
  if (!wanted?.startsWith("/")) return "/";
  const address = new URL(wanted, location.origin);
  if (address.origin !== location.origin || address.pathname === "/sign-in") return "/";
  return address.pathname + address.search + address.hash;
}

/** The same address, as who opens it in a tab of its own. */
export function addressAs(path: string, username: string): string {
  const address = new URL(path, location.origin);
  address.searchParams.set("as", username);
  return address.pathname + address.search + address.hash;
}
