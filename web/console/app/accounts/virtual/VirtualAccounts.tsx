import { Button, Toolbar, ToolbarContent, ToolbarItem } from "@patternfly/react-core";
import { useDeferredValue, useRef, useState } from "react";

import { useAnswer } from "../../api/useAnswer";
import { Empty } from "../../kit/Empty";
import { Said } from "../../kit/Said";
import { SearchField } from "../../kit/SearchField";
import { useQueryState } from "../../kit/useQueryState";
import { useCommon } from "../../words";
import { useProblemText } from "../../words/useProblemText";
import { Account } from "../Account";
import { Act, type Opened } from "./Act";
import { type Found, isWide } from "./shape";
import { useVirtualWords } from "./useVirtualWords";
import { VirtualAccountsDocument } from "./virtual.operations";
import { VirtualTree } from "./VirtualTree";

const MOST = 100;

/** The parts of an account as a tree, and what can be done with each. */
export function VirtualAccounts({ params }: { params: Record<string, string> }) {
  const id = params["id"] ?? "";
  const [text, setText] = useQueryState("text");
  const [after, setAfter] = useState<string | null>(null);
  const [opened, open] = useState<Opened | null>(null);
  const [said, say] = useState("");
  const variables = useDeferredValue({ id, first: MOST, after, text: text || null });
  const answer = useAnswer(VirtualAccountsDocument, variables, { outdatedBy: ({ account }) => account?.id === id });
  const close = (): void => {
    const button = opened?.part ? document.getElementById(`actions-${opened.part.id}`) : null;
    open(null);
    requestAnimationFrame(() => button?.focus());
  };
  return (
    <Account tab="virtual-accounts" answer={answer} account={({ smartAccount }) => smartAccount}>
      {(account) => (
        <>
          <Head
            of={account}
            text={text}
            onSearch={(next) => {
              setAfter(null);
              setText(next);
            }}
            onCreate={() => open({ act: "create", part: null })}
          />
          <Said text={said} />
          <Body of={account} text={text} onOpen={open} onMore={setAfter} />
          {opened && (
            <Act
              of={opened}
              account={account.id}
              wide={isWide(account)}
              refresh={answer.refresh}
              onClose={close}
              onDone={(told) => {
                open(null);
                say(told);
                answer.refresh();
              }}
            />
          )}
        </>
      )}
    </Account>
  );
}

interface HeadProps {
  of: Found;
  text: string;
  onSearch: (text: string) => void;
  onCreate: () => void;
}

function Head({ of: { viewerCanManageVirtualAccounts: may }, text, onSearch, onCreate }: HeadProps) {
  const words = useVirtualWords();
  const textOf = useProblemText();
  return (
    <>
      <p className="below">{words.lead}</p>
      {!may.allowed && (
        <p className="quiet">
          {words.cannot} {textOf({ code: may.code ?? "", message: may.because ?? "" })}
        </p>
      )}
      <Toolbar>
        <ToolbarContent>
          <ToolbarItem>
            <SearchField label={words.find} value={text} onChange={onSearch} />
          </ToolbarItem>
          {may.allowed && (
            <ToolbarItem>
              <Button onClick={onCreate}>{words.create}</Button>
            </ToolbarItem>
          )}
        </ToolbarContent>
      </Toolbar>
    </>
  );
}

interface BodyProps {
  of: Found;
  text: string;
  onOpen: (opened: Opened) => void;
  onMore: (after: string | null) => void;
}

function Body({ of: { name, virtualAccounts: found, viewerCanManageVirtualAccounts: may }, text, onOpen, onMore }: BodyProps) {
  const words = useVirtualWords();
  const common = useCommon();
  const top = useRef<HTMLDivElement>(null);
  if (found.nodes.length === 0) return <Empty title={text ? words.nothingFits : words.empty} />;
  return (
    <div ref={top} tabIndex={-1}>
      <VirtualTree label={words.list(name)} of={found.nodes} maker={may.allowed} onOpen={onOpen} />
      {found.totalCount > found.nodes.length && (
        <Toolbar>
          <ToolbarContent>
            <ToolbarItem className="quiet">{common.shown(found.nodes.length, found.totalCount)}</ToolbarItem>
            {found.pageInfo.hasNextPage && (
              <ToolbarItem>
                <Button
                  variant="link"
                  onClick={() => {
                    onMore(found.pageInfo.endCursor);
                    top.current?.focus();
                  }}
                >
                  {common.more}
                </Button>
              </ToolbarItem>
            )}
          </ToolbarContent>
        </Toolbar>
      )}
    </div>
  );
}
