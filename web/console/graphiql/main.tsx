import "./workers";
import "graphiql/style.css";
import "./style.css";

import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createRoot } from "react-dom/client";

import { examplesPlugin, FillIds, OpenNamed, storyTabs } from "./examples";
import { fetcher } from "./fetcher";
import { loadSettings, type Settings } from "./settings";
import { Strip } from "./strip";

function page(settings: Settings) {
  const chosen = new URLSearchParams(location.search).get("example");
  const plugins = [examplesPlugin(settings.examples), HISTORY_PLUGIN];
  return (
    <>
      <Strip {...settings} />
      <main>
        <GraphiQL
          fetcher={fetcher}
          defaultTabs={storyTabs(settings.examples)}
          defaultEditorToolsVisibility="variables"
          plugins={plugins}
          shouldPersistHeaders={false}
        >
          <GraphiQL.Logo>GraphiQL</GraphiQL.Logo>
          <OpenNamed example={settings.examples.find(({ name }) => name === chosen)} />
          <FillIds />
        </GraphiQL>
      </main>
    </>
  );
}

const root = document.getElementById("page")!;
try {
  const settings = await loadSettings();
  document.title = `GraphiQL · ${settings.product}`;
  createRoot(root).render(page(settings));
} catch (error) {
  root.textContent = `GraphiQL could not start: ${String(error)}`;
}
