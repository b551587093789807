// Writes types: `app/api/types.ts` of the schema, and beside each `.gql` file of the app a module
// with its documents and the types of their variables and answers. An operation that the schema
// does not answer ends the build.
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { codegen } from "@graphql-codegen/core";
import { preset } from "@graphql-codegen/near-operation-file-preset";
import * as documentsPlugin from "@graphql-codegen/typed-document-node";
import * as operationsPlugin from "@graphql-codegen/typescript-operations";
import * as typesPlugin from "@graphql-codegen/typescript";
import {
  Source,
  buildSchema,
  concatAST,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  parse,
  specifiedRules,
  validate,
  visit,
} from "graphql";
import { formatDocument, stringifyDocument } from "urql";

const here = dirname(fileURLToPath(import.meta.url));
const SDL = join(here, "../../schema/schema.graphql");
const pluginMap = {
  typescript: typesPlugin,
  operations: operationsPlugin,
  documents: documentsPlugin,
};
const config = {
  scalars: { DateTime: "string" },
  strictScalars: true,
  enumsAsTypes: true,
  useTypeImports: true,
  documentMode: "graphQLTag",
  gqlImport: "urql#gql",
  dedupeFragments: true,
  skipTypename: true, // the client gives only what an operation asks for
};

/** Writes what is new only, so that nothing is built again for nothing. */
function write(filename, content) {
  mkdirSync(dirname(filename), { recursive: true });
  let old = "";
  try {
    old = readFileSync(filename, "utf8");
  } catch {}
  if (old !== content) writeFileSync(filename, content);
}

/** Without the import that nothing in the module uses. */
function tidy(content) {
  return content.includes("Types.") ? content : content.replace(/^import type \* as Types .*\n/m, "");
}

/** Names every place where an operation does not fit the schema. */
function check(schema, documents) {
  const rules = specifiedRules.filter((rule) => rule.name !== "NoUnusedFragmentsRule");
  const errors = validate(schema, concatAST(documents.map(({ document }) => document)), rules);
  if (errors.length) throw new Error(errors.map(String).join("\n\n"));
}

/** What the cache must know: what is kept by its id, and what each interface stands for. */
function shapes(schema) {
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith("__"));
  const node = schema.getType("Node");
  const kept = (type) => type.getInterfaces().includes(node);
  const embedded = types.filter((type) => isObjectType(type) && !kept(type)).map((t) => t.name);
  const possible = types
    .filter((type) => isAbstractType(type) && (isInterfaceType(type) || !/Result$/.test(type.name)))
    .map((type) => [type.name, schema.getPossibleTypes(type).map((t) => t.name)]);
  return [
    "/** Types without an identity of their own: kept where they were met. */",
    `export const embedded: string[] = ${JSON.stringify(embedded)};`,
    "",
    "/** The types that stand behind an interface. */",
    `export const possibleTypes: Record<string, string[]> = ${JSON.stringify(Object.fromEntries(possible))};`,
    "",
  ].join("\n");
}

// What each page asks first.
const EARLY = ["NoticeCursor", "Deployment", "Frame", "Home"];

/** The bodies of those requests, to the letter as the client writes them. */
function early(documents) {
  const all = documents.flatMap(({ document }) => document.definitions);
  const named = (name) => all.find((one) => one.name.value === name);
  const spread = (definition, found = new Set()) => {
    found.add(definition);
    visit(definition, { FragmentSpread: ({ name }) => void spread(named(name.value), found) });
    return found;
  };
  return EARLY.map((operationName) => {
    const document = { kind: "Document", definitions: [...spread(named(operationName))] };
    const query = stringifyDocument(formatDocument(document));
    const body = JSON.stringify({ operationName, query });
    return `export const ${operationName} = ${JSON.stringify(body)};\n`;
  }).join("");
}

async function generate() {
  const sdl = readFileSync(SDL, "utf8");
  const schema = parse(sdl);
  const schemaAst = buildSchema(sdl);
  write(join(here, "app/api/shapes.ts"), shapes(schemaAst));
  const documents = globSync("app/**/*.gql", { cwd: here }).sort().map((location) => {
    const text = readFileSync(join(here, location), "utf8");
    return { location: join(here, location), document: parse(new Source(text, location)) };
  });
  check(schemaAst, documents);
  write(join(here, "app/api/early.operations.ts"), early(documents));
  const wanted = await preset.buildGeneratesSection({
    baseOutputDir: join(here, "app/"),
    presetConfig: { extension: ".operations.ts", baseTypesPath: "api/types.ts" },
    schema,
    schemaAst,
    documents,
    config,
    plugins: [{ operations: {} }, { documents: {} }],
    pluginMap,
  });
  wanted.push({
    filename: join(here, "app/api/types.ts"),
    schema,
    schemaAst,
    documents: [],
    config,
    plugins: [{ typescript: {} }],
    pluginMap,
  });
  for (const one of wanted) write(one.filename, tidy(await codegen(one)));
}

await generate();
