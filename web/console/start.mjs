// Has the page load `app/start.ts` as a script of its own, and before all others: it is small, and
// asks for what the page begins with while the page itself is on its way.
import { fileURLToPath } from "node:url";

const START = fileURLToPath(new URL("app/start.ts", import.meta.url));

export function start() {
  return {
    name: "start",
    apply: "build",
    config: () => ({
      build: { rolldownOptions: { input: { index: fileURLToPath(new URL("app/index.html", import.meta.url)), start: START } } },
    }),
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const { fileName } = Object.values(bundle).find(({ facadeModuleId }) => facadeModuleId === START);
        const [preload] = html.match(new RegExp(` *<link rel="modulepreload"[^>]*${fileName}">\n`));
        const script = `    <script type="module" async crossorigin src="/static/console/${fileName}"></script>\n`;
        return html.replace(preload, "").replace(/ *<script /, `${script}$&`);
      },
    },
  };
}
