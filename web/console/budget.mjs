// What a reader must fetch, compressed: printed, and over the budget the build ends.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// KiB, as the best browsers get it.
const FIRST = { all: 260, js: 180, css: 70 };
const ROUTE = 30;
// The start page is a piece with the frame around it.
const HOME = "home/Home.tsx";
// What is fetched soon after it, as most others need it: with it, the whole still keeps to the first route's budget.
const SOON = ["Listing", "Filters", "KeyboardHelp", "Notices", "SignInDialog"];

const folder = process.argv[2] ?? join(fileURLToPath(new URL(".", import.meta.url)), "../static/console");
const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));

/** The files of a chunk and of all that it cannot do without. */
function filesOf(name, found = new Set()) {
  const { file, css = [], imports = [] } = manifest[name];
  if (found.has(file)) return found;
  found.add(file);
  for (const style of css) found.add(style);
  for (const other of imports) filesOf(other, found);
  return found;
}

function kib(files) {
  const bytes = [...files].map((file) => statSync(join(folder, `${file}.br`)).size);
  return bytes.reduce((sum, size) => sum + size, 0) / 1024;
}

const ending = (files, end) => [...files].filter((file) => file.endsWith(end));
const first = filesOf("index.html");
const named = (name) => Object.keys(manifest).find((key) => manifest[key].name === name);
const shared = SOON.reduce((files, name) => filesOf(named(name), files), new Set(first));
const listed = readFileSync(new URL("app/routes.tsx", import.meta.url), "utf8");
const screens = new Set([...listed.matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, path]) => `${path}.tsx`));
screens.delete(HOME);
const routes = [...screens]
  .map((name) => [name, kib([...filesOf(name)].filter((file) => !shared.has(file)))])
  .sort(([, a], [, b]) => b - a);

const over = [];
const figures = {
  all: kib(first) + kib(["index.html"]),
  js: kib(ending(first, ".js")),
  css: kib(ending(first, ".css")),
  "and what comes soon": kib(shared) + kib(["index.html"]),
};
for (const [name, most] of Object.entries({ ...FIRST, "and what comes soon": FIRST.all })) {
  console.log(`first route, ${name}: ${figures[name].toFixed(0)} KiB of ${most}`);
  if (figures[name] > most) over.push(name);
}
const [[largest, size]] = routes;
console.log(`largest of ${routes.length} screens, ${largest}: ${size.toFixed(0)} KiB of ${ROUTE}`);
over.push(...routes.filter(([, kib]) => kib > ROUTE).map(([name]) => name));
if (over.length) {
  console.error(`over the budget: ${over.join(", ")}`);
  process.exit(1);
}
