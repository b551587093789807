import { useEffect } from "react";

import { actingAs, identity, refreshIdentity, type Identity } from "./identity";
import { live } from "./live";
import type { DemoPerson, Settings } from "./settings";
import { useShared } from "../app/api/state";

/** The line on top: the product, what is live, and who one is. */
export function Strip({ product, demo }: Settings) {
  useEffect(() => {
    const again = (): void => void refreshIdentity();
    again();
    window.addEventListener("focus", again); // one may have signed in elsewhere
    return () => window.removeEventListener("focus", again);
  }, []);
  return (
    <header className="strip graphiql-container">
      <a className="product" href="/">
        {product}
      </a>
      <LiveState />
      {demo.length > 0 && <ActAs people={demo} />}
      <Who demo={demo.length > 0} />
    </header>
  );
}

function LiveState() {
  const { state, events } = useShared(live);
  if (state === "off") return null;
  const word = { connecting: "Connecting…", on: "Live", reconnecting: "Reconnecting…" }[state];
  return (
    <span className={`live live-${state}`} role="status">
      {word} <span className="count">{events === 1 ? "1 event" : `${events} events`}</span>
    </span>
  );
}

function ActAs({ people }: { people: DemoPerson[] }) {
  const chosen = useShared(actingAs);
  return (
    <label className="act-as">
      <span>This tab acts as</span>
      <select aria-label="This tab acts as" value={chosen} onChange={(event) => actingAs.set(event.target.value)}>
        <option value="">whoever signed in</option>
        {people.map(({ username, name, does }) => (
          <option key={username} value={username} title={does}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Who({ demo }: { demo: boolean }) {
  const who = useShared(identity);
  const acting = useShared(actingAs) !== "";
  return (
    <span className="who" role="status">
      {describe(who)}
      {demo && !acting && <a href="/demo?next=/graphql">{who.state === "somebody" ? "Change" : "Sign in"}</a>}
    </span>
  );
}

function describe(who: Identity) {
  switch (who.state) {
    case "asking":
      return <span>…</span>;
    case "nobody":
      return <span>Nobody is signed in</span>;
    case "unknown":
      return <span title={who.because}>The server does not say who you are</span>;
    case "somebody":
      return (
        <span>
          <strong>{who.fullName}</strong> <span className="username">{who.username}</span>
        </span>
      );
  }
}
