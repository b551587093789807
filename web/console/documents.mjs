// Writes the types anew whenever an operation or the schema changes while one develops.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const SDL = fileURLToPath(new URL("../../schema/schema.graphql", import.meta.url));

export function documents() {
  return {
    name: "documents",
    apply: "serve",
    configureServer({ watcher }) {
      watcher.add(SDL);
      watcher.on("change", (file) => {
        if (file === SDL || file.endsWith(".gql"))
          spawn(process.execPath, ["codegen.mjs"], { stdio: "inherit" });
      });
    },
  };
}
