// Writes TypeScript types for the schema and the example operations, with the usual generator.
import { readdirSync, readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { codegen } from "@graphql-codegen/core";
import * as operations from "@graphql-codegen/typescript-operations";
import * as schemaTypes from "@graphql-codegen/typescript";
import { buildSchema, parse } from "graphql";

const root = new URL("../../../", import.meta.url);
const examples = new URL("web/examples/", root);
const sdl = readFileSync(new URL("schema/schema.graphql", root), "utf8");
const documents = readdirSync(examples)
  .filter((name) => name.endsWith(".gql"))
  .map((name) => ({ location: name, document: parse(readFileSync(new URL(name, examples), "utf8")) }));

const config = { scalars: { DateTime: "string" }, strictScalars: true, enumsAsTypes: true };
const folder = new URL("generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [name, plugin] of Object.entries({ schema: schemaTypes, operations })) {
  const filename = `${name}.ts`;
  const output = await codegen({
    schema: parse(sdl),
    schemaAst: buildSchema(sdl),
    documents,
    filename,
    config,
    plugins: [{ [name]: {} }],
    pluginMap: { [name]: plugin },
  });
  writeFileSync(new URL(filename, folder), output);
}
