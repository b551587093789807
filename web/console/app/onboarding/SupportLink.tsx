/** Whom to ask, where the deploying company names somebody. */
export function SupportLink({ to, children }: { to: string | null; children: string }) {
  if (!to) return null;
  return <a href={to} rel="noreferrer">{children}</a>;
}
