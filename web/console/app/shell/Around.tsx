import { Page as Frame, SkipToContent } from "@patternfly/react-core";
import { useEffect, useState } from "react";

import { Speaker } from "../kit/Speaker";
import { keepDraftsOf } from "../kit/useDraft";
import { Bell, focusBell } from "./Bell";
import { focusNotices } from "./focusNotices";
import { fetchSoon, later, soon } from "./later";
import { LiveBanner } from "./LiveBanner";
import { Masthead } from "./Masthead";
import { Navigation } from "./Navigation";
import { NewVersion } from "./NewVersion";
import { NoticeDrawer } from "./NoticeDrawer";
import { Screens } from "./Screens";
import { SignInAgain } from "./SignInAgain";
import { Toasts } from "./Toasts";
import { useFocusKept } from "./useFocusKept";
import { useFrame } from "./useFrame";
import { useKeys } from "./useKeys";
import { useReadBySight } from "./useReadBySight";
import { useShellWords } from "./useShellWords";
import { useSidebar } from "./useSidebar";

const KeyboardHelp = later(async () => (await import("./KeyboardHelp")).KeyboardHelp);
soon(() => import("../kit/Listing"));
soon(() => import("../kit/Filters"));

const CONTENT = "content";
// The frame looks at its own width only for somebody who wants to know.
const measured = (): void => {};

/** The frame around every screen. */
export function Around() {
  const words = useShellWords();
  const { viewer } = useFrame();
  useState(() => keepDraftsOf(viewer.user.id));
  const [sidebar, toggleSidebar] = useSidebar();
  const [drawer, setDrawer] = useState(false);
  const [help, setHelp] = useState(false);
  const closeDrawer = (): void => {
    setDrawer(false);
    requestAnimationFrame(focusBell); // once what had the focus is gone
  };
  const toggleDrawer = (): void => (drawer ? closeDrawer() : setDrawer(true));
  useFocusKept();
  useEffect(fetchSoon, []);
  useReadBySight();
  useKeys({ onHelp: () => setHelp(true), onBell: toggleDrawer });
  return (
    <>
      <Frame
        masthead={
          <Masthead
            menuOpen={sidebar}
            onMenu={toggleSidebar}
            bell={<Bell open={drawer} onToggle={toggleDrawer} />}
            onHelp={() => setHelp(true)}
          />
        }
        sidebar={<Navigation open={sidebar} />}
        onPageResize={measured}
        mainContainerId={CONTENT}
        skipToContent={<SkipToContent href={`#${CONTENT}`}>{words.skip}</SkipToContent>}
        banner={<Bars />}
        notificationDrawer={<NoticeDrawer open={drawer} onClose={closeDrawer} onFollow={() => setDrawer(false)} />}
        isNotificationDrawerExpanded={drawer}
        onNotificationDrawerExpand={focusNotices}
      >
        <Screens />
      </Frame>
      <Toasts drawerOpen={drawer} onOpenDrawer={() => setDrawer(true)} />
      <SignInAgain />
      {help && <KeyboardHelp onClose={() => setHelp(false)} />}
      <Speaker />
    </>
  );
}

function Bars() {
  return (
    <>
      <NewVersion />
      <LiveBanner />
    </>
  );
}
