// What a reader must fetch, compressed: printed, and over the budget the build ends.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// KiB, as the best browsers get it.
const FIRST = { all: 260, js: 180, css: 70 };
const ROUTE = 30;

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
const first = filesOf("home/Home.tsx", filesOf("index.html"));
const figures = {
  all: kib(first) + kib(["index.html"]),
  js: kib(ending(first, ".js")),
  css: kib(ending(first, ".css")),
};
const listed = readFileSync(new URL("app/routes.tsx", import.meta.url), "utf8");
const screens = new Set([...listed.matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, path]) => `${path}.tsx`));
const routes = [...screens]
  .map((name) => [name, kib([...filesOf(name)].filter((file) => !first.has(file)))])
  .sort(([, a], [, b]) => b - a);

const over = [];
for (const [name, most] of Object.entries(FIRST)) {
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
