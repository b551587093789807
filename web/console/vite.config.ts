import { defineConfig } from "vite";

const server = "http://127.0.0.1:8000"; // of `make run`, for `npm run dev`

export default defineConfig({
  base: "/static/",
  logLevel: "warn",
  build: {
    outDir: "../static",
    emptyOutDir: true,
    license: { fileName: "graphiql/licenses.md" }, // what the libraries' authors ask for
    assetsDir: "graphiql/assets",
    chunkSizeWarningLimit: 2000, // kB: the editor itself
    rolldownOptions: {
      input: { graphiql: "graphiql/index.html" },
      checks: { moduleLevelDirective: false }, // "use client" means nothing outside a framework
    },
  },
  worker: { format: "es" },
  server: { proxy: { "/graphql": { target: server, ws: true }, "/demo": server } },
});
