import { Button, NotificationDrawer, NotificationDrawerBody, NotificationDrawerHeader } from "@patternfly/react-core";
import { useEffectEvent, useLayoutEffect, useState } from "react";

import { usePlainAct } from "../api/useAct";
import { useAnswer } from "../api/useAnswer";
import { say } from "../kit/say";
import { Loaded } from "../kit/Loaded";
import { MarkNoticesReadDocument, PastNoticesDocument } from "./bell.operations";
import { NoticeDays } from "./NoticeDays";
import { ToastWishes } from "./ToastWishes";
import { DRAWER, focusNotices } from "./focusNotices";
import { useFrame } from "./useFrame";
import { useShellWords } from "./useShellWords";

const PAGE = 30;
const MOST = 100;

const OVER_IT = "[aria-modal=true], .pf-v6-c-menu";

interface Props {
  onClose: () => void;
  /** Told when one goes to what a notice is about. */
  onFollow: () => void;
}

/** All that has happened to oneself and in one's places, by day. */
export function Notices({ onClose, onFollow }: Props) {
  const words = useShellWords();
  const { viewer } = useFrame();
  const [first, setFirst] = useState(PAGE);
  const answer = useAnswer(PastNoticesDocument, { first }, { outdatedBy: () => true });
  const [markRead, busy] = usePlainAct(MarkNoticesReadDocument);
  useEscape(onClose);
  useLayoutEffect(focusNotices, []);

  const newest = answer.data?.viewer?.notices.nodes[0]?.actedAt;
  async function readAll(): Promise<void> {
    if (!newest || busy) return;
    const { done } = await markRead({ input: { upTo: newest } });
    if (done) say(words.allRead);
  }
  return (
    <NotificationDrawer id={DRAWER} role="region" aria-label={words.notices}>
      <NotificationDrawerHeader
        title={words.notices}
        customText={words.unread(viewer.unreadNotices)}
        onClose={onClose}
        closeButtonAriaLabel={words.closeNotices}
      >
        <Button variant="link" onClick={() => void readAll()} isAriaDisabled={!viewer.unreadNotices}>
          {words.markAllRead}
        </Button>
        <ToastWishes />
      </NotificationDrawerHeader>
      <NotificationDrawerBody>
        <Loaded answer={answer} part={({ viewer: found }) => found}>
          {({ notices, noticesReadUpTo }) => (
            <>
              <NoticeDays notices={notices.nodes} readUpTo={noticesReadUpTo} onFollow={onFollow} />
              {notices.pageInfo.hasNextPage && first < MOST && (
                <Button variant="link" isBlock isLoading={answer.refreshing} onClick={() => setFirst(MOST)}>
                  {words.olderNotices}
                </Button>
              )}
            </>
          )}
        </Loaded>
      </NotificationDrawerBody>
    </NotificationDrawer>
  );
}

/** Escape closes it from anywhere, unless something lies over it that Escape is for. */
function useEscape(onClose: () => void): void {
  const close = useEffectEvent(onClose);
  useLayoutEffect(() => { // before it is seen, so that no Escape is too early
    const hear = ({ key }: KeyboardEvent): void => {
      if (key === "Escape" && !document.querySelector(OVER_IT)) close();
    };
    addEventListener("keydown", hear, { capture: true });
    return () => removeEventListener("keydown", hear, { capture: true });
  }, []);
}
