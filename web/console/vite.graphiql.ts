import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/",
  logLevel: "warn",
  build: {
    outDir: "../static",
    emptyOutDir: false,
    license: { fileName: "graphiql/licenses.md" }, // what the libraries' authors ask for
    assetsDir: "graphiql/assets",
    chunkSizeWarningLimit: 2000, // kB: the editor itself
    rolldownOptions: {
      input: { graphiql: "graphiql/index.html" },
      checks: { moduleLevelDirective: false }, // "use client" means nothing outside a framework
    },
  },
  worker: { format: "es" },
});
