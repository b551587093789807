import { defineConfig } from "vitest/config";

import { documents } from "./documents.mjs";

export default defineConfig({
  root: "app",
  plugins: [documents()],
  test: { environment: "happy-dom" },
});
