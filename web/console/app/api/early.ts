import { Deployment, Frame, Home, NoticeCursor } from "./early.operations";
import { identify, person } from "./person";

type Answer = Promise<Response | undefined>;

const HEADERS = { "Content-Type": "application/json", Accept: "application/graphql-response+json" };

const asked = new Map<string, Answer>();

/**
 * Ask what every page begins with, while the page itself is still on its way. The place among the
 * notices comes first: they go on exactly behind what everything else shows.
 */
export function askEarly(path: string): void {
  const place = send(NoticeCursor);
  keep(NoticeCursor, place);
  keep(Deployment, send(Deployment));
  const signedIn = place.then(isSomebody);
  for (const question of path === "/" ? [Frame, Home] : [Frame])
    keep(question, signedIn.then((somebody) => (somebody ? send(question) : undefined)));
}

/** As `fetch`; what was asked early is not asked again. */
export async function fetchEarly(address: RequestInfo | URL, options?: RequestInit): Promise<Response> {
  const question = options?.body;
  if (typeof question !== "string") return fetch(address, options);
  const answer = asked.get(question);
  asked.delete(question);
  return (await answer) ?? fetch(address, options);
}

/** What fails is asked again by whoever wants to know, who then tells of it. */
function keep(question: string, answer: Answer): void {
  asked.set(question, answer.catch(() => undefined));
}

function send(question: string): Promise<Response> {
  const { credentials, headers } = identify(person);
  return fetch("/graphql", { method: "POST", body: question, credentials, headers: { ...HEADERS, ...headers } });
}

async function isSomebody(answer: Response): Promise<boolean> {
  const { data } = (await answer.clone().json()) as { data?: { viewer: unknown } };
  return Boolean(data?.viewer);
}
