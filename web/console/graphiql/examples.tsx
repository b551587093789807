import { useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import type { GraphiQLPlugin } from "@graphiql/react";
import { parse } from "graphql";
import type { OperationDefinitionNode } from "graphql";
import { useEffect, useRef } from "react";

import { fill, idFor } from "./seen";
import type { Example } from "./settings";

/** The tabs of a first visit: the story of the product, in order. */
const STORY = ["who-am-i", "find-account", "request-access", "account-requests", "approve"];

const NARROW = "(max-width: 700px)"; // as in style.css

export function storyTabs(examples: Example[]) {
  const story = STORY.flatMap((name) => examples.filter((example) => example.name === name));
  return story.map(({ query }) => ({ query, variables: variablesOf(query) }));
}

/** The required variables of an operation that have no default, with the ids seen so far. */
function variablesOf(query: string): string | null {
  const names = operationOf(query)
    .variableDefinitions?.filter(({ type, defaultValue }) => type.kind === "NonNullType" && !defaultValue)
    .map(({ variable }) => variable.name.value);
  if (!names?.length) return null;
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, idFor(name)])), null, 2);
}

function operationOf(query: string): OperationDefinitionNode {
  return parse(query).definitions.find((part) => part.kind === "OperationDefinition")!;
}

/** A pane beside the documentation that lists every example with its story. */
export function examplesPlugin(examples: Example[]): GraphiQLPlugin {
  return { title: "Examples", icon: Icon, content: () => <List examples={examples} /> };
}

function List({ examples }: { examples: Example[] }) {
  const open = useOpen();
  const groups = [...new Set(examples.map(({ group }) => group))];
  return (
    <section className="examples">
      <h2 className="graphiql-doc-explorer-title">Examples</h2>
      {groups.map((group, index) => (
        <details key={group} open={index === 0}>
          <summary>{group}</summary>
          <Group examples={examples.filter((example) => example.group === group)} open={open} />
        </details>
      ))}
    </section>
  );
}

function Group({ examples, open }: { examples: Example[]; open: (example: Example) => void }) {
  return (
    <ul>
      {examples.map((example) => (
        <li key={example.name}>
          <button type="button" onClick={() => open(example)}>
            <strong>{example.title}</strong>
            <span>{example.story}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Go to the tab of an example if it is there, or open one. */
function useOpen() {
  const { addTab, changeTab, setVisiblePlugin } = useGraphiQLActions();
  const tabs = useGraphiQL((state) => state.tabs);
  const query = useGraphiQL((state) => state.queryEditor);
  const variables = useGraphiQL((state) => state.variableEditor);
  return (example: Example) => {
    if (matchMedia(NARROW).matches) setVisiblePlugin(null); // there it covers the editor
    const there = tabs.findIndex((tab) => tab.title === operationOf(example.query).name?.value);
    if (there >= 0) return changeTab(there);
    addTab();
    query?.setValue(example.query);
    variables?.setValue(variablesOf(example.query) ?? "");
  };
}

/** Opens the example that the page's address names, once there is an editor to open it in. */
export function OpenNamed({ example }: { example: Example | undefined }) {
  const open = useOpen();
  const ready = useGraphiQL((state) => Boolean(state.queryEditor && state.variableEditor));
  const done = useRef(false);
  useEffect(() => {
    if (!ready || !example || done.current) return;
    done.current = true;
    open(example);
  }, [ready, example, open]);
  return null;
}

/** Puts ids that were seen in answers into the empty variables of the tab one turns to. */
export function FillIds() {
  const active = useGraphiQL((state) => state.activeTabIndex);
  const editor = useGraphiQL((state) => state.variableEditor);
  useEffect(() => {
    const filled = fill(editor?.getValue() ?? "");
    if (filled !== null) editor?.setValue(filled);
  }, [active, editor]);
  return null;
}

function Icon() {
  return (
    <svg viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.5">
      <path d="M3 4.5h14M3 10h14M3 15.5h9" strokeLinecap="round" />
    </svg>
  );
}
