export interface DemoPerson {
  username: string;
  name: string;
  does: string;
}

export interface Example {
  name: string;
  group: string;
  title: string;
  story: string;
  query: string;
}

/** What the server says about itself; `web/explorer.py` writes it. */
export interface Settings {
  product: string;
  demo: DemoPerson[];
  examples: Example[];
}

export async function loadSettings(): Promise<Settings> {
  const answer = await fetch("/graphql/explorer.json");
  if (!answer.ok) throw new Error(`/graphql/explorer.json answered ${answer.status}`);
  return (await answer.json()) as Settings;
}
