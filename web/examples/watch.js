// Live notices in a browser without any library: fetch and server-sent events.
// It goes on after the last cursor, so nothing is missed and nothing comes twice.

const START = "{ viewer { noticeCursor profile { fullName } } }";
const WATCH = `subscription Watch($after: String!) {
  viewerNotices(after: $after) { cursor message actedAt accountName }
}`;
const FINAL = ["UNAUTHENTICATED", "FORBIDDEN"]; // asking again would not change the answer
const SILENCE = 45_000; // milliseconds; the server sends a heartbeat every 15 seconds

class Refused extends Error {
  constructor([{ message, extensions }]) {
    super(message);
    this.code = extensions.code;
  }
}

async function post(accept, query, variables, signal) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: accept },
    body: JSON.stringify({ query, variables }),
    signal,
  });
  if (!response.ok) throw new Refused((await response.json()).errors);
  return response;
}

async function ask(query) {
  const { data, errors } = await (await post("application/json", query)).json();
  if (errors) throw new Refused(errors);
  return data;
}

/** The results of a subscription, until it completes or the connection is lost. */
async function* subscribe(query, variables) {
  const lost = new AbortController();
  const response = await post("text/event-stream", query, variables, lost.signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let rest = ""; ; ) {
    const timer = setTimeout(() => lost.abort(), SILENCE);
    const { value, done } = await reader.read();
    clearTimeout(timer);
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.match(/^data: (.+)$/m)?.[1];
      if (data) yield JSON.parse(data);
    }
  }
}

async function start() {
  const { viewer } = await ask(START); // a real page fetches its lists after this cursor
  document.querySelector("#who").textContent = viewer.profile.fullName;
  return viewer.noticeCursor;
}

async function watch() {
  for (let cursor = null; ; ) {
    try {
      cursor ??= await start();
      say("Live");
      for await (const { data, errors } of subscribe(WATCH, { after: cursor })) {
        if (errors) throw new Refused(errors);
        show(data.viewerNotices);
        cursor = data.viewerNotices.cursor;
      }
    } catch (problem) {
      if (FINAL.includes(problem.code)) return say(problem.message, "/demo?next=/examples/watch.html");
      if (problem.code === "RESYNC_REQUIRED") cursor = null; // too old: fetch afresh
    }
    say("Reconnecting…");
    await new Promise((resolve) => setTimeout(resolve, 500 + 1_500 * Math.random()));
  }
}

function say(text, link) {
  const state = document.querySelector("#state");
  state.textContent = text;
  if (link) state.append(" ", Object.assign(document.createElement("a"), { href: link, textContent: "Sign in" }));
}

function show({ message, accountName, actedAt }) {
  const item = document.createElement("li");
  const when = Object.assign(document.createElement("time"), { dateTime: actedAt });
  when.textContent = `${accountName}, ${new Date(actedAt).toLocaleTimeString()}`;
  item.append(message, when);
  document.querySelector("#notices").prepend(item);
}

watch();
