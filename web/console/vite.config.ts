import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { documents } from "./documents.mjs";
import { precompressed } from "./precompress.mjs";
import { start } from "./start.mjs";

const server = process.env.ADMIT_URL ?? "http://127.0.0.1:8000"; // of `make run`, for `make console`

export default defineConfig(({ command }) => ({
  root: "app",
  base: command === "build" ? "/static/console/" : "/",
  logLevel: "warn",
  plugins: [documents(), react(), start(), precompressed()],
  build: {
    outDir: "../../static/console",
    emptyOutDir: true,
    manifest: "manifest.json",
    license: { fileName: "licenses.md" }, // what the libraries' authors ask for
    rolldownOptions: {
      checks: { moduleLevelDirective: false }, // "use client" means nothing outside a framework
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\//, priority: 3 },
            { name: "start", test: /app\/start\.ts$/, priority: 2 },
            // The first screen in one piece: on a telephone, each request costs more than some bytes.
            { name: "first", test: /app\/(shell\/App|home\/Home)\.tsx$/, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    proxy: {
      "/graphql": { target: server, ws: true },
      "/demo": server,
      "/dev": server,
      "/sign-in/oidc": server,
      "^/accounts/[^/]+/events[.]csv": server,
    },
  },
}));
