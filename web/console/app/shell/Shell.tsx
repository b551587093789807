import { PageSection } from "@patternfly/react-core";
import { useEffect, useRef, useState } from "react";
import { type CombinedError, useQuery } from "urql";
import { Redirect, useLocation, useSearch } from "wouter";

import { signedOut } from "../api/identity";
import { NoticeCursorDocument } from "../api/notices.operations";
import { useShared } from "../api/state";
import { useAnswer } from "../api/useAnswer";
import { Fault } from "../kit/Fault";
import { Awaited } from "../kit/Loaded";
import { useUnhurried } from "../kit/useUnhurried";
import { waitingNow } from "../kit/waitingNow";
import { Around } from "./Around";
import { Listener } from "./Listener";
import { useDeployment } from "./useDeployment";
import { FrameContext } from "./useFrame";
import { FrameDocument } from "./viewer.operations";

/** The page of who is signed in; everybody else is asked to sign in first. */
export function Shell() {
  const [path] = useLocation();
  const search = useSearch();
  const out = useShared(signedOut);
  // Asked for alone and first: the notices go on exactly behind what everything else shows.
  const [{ data, error }, again] = useQuery({ query: NoticeCursorDocument, variables: {} });
  const [from, begin] = useState<string>();
  if (data?.viewer && !from) begin(data.viewer.noticeCursor);
  if (from) return <ForViewer from={from} />;
  if (out) {
    const here = `${path}${search && `?${search}`}`;
    return <Redirect to={`/sign-in?next=${encodeURIComponent(here)}`} replace />;
  }
  if (!error) return <Waiting />;
  return <Failed error={error} again={() => again({ requestPolicy: "network-only" })} />;
}

function ForViewer({ from }: { from: string }) {
  const answer = useAnswer(FrameDocument, {}, { outdatedBy: () => true });
  const { deployment, error, again } = useDeployment();
  const viewer = answer.data?.viewer;
  useOneViewer(viewer?.user.id);
  useEffect(() => waitingNow.set(viewer?.waitingForMe ?? 0), [viewer?.waitingForMe]);
  const isShown = useUnhurried(viewer !== undefined && viewer !== null && deployment !== undefined);
  if (answer.data && viewer && deployment)
    return !isShown ? <Waiting /> : (
      <FrameContext.Provider value={{ ...answer.data, viewer, deployment }}>
        <Listener from={from} />
        <Around key={viewer.user.id} />
      </FrameContext.Provider>
    );
  if (answer.error) return <Failed error={answer.error} again={answer.refresh} />;
  return error ? <Failed error={error} again={again} /> : <Waiting />;
}

/** Who signs in as somebody else in another tab gets a page of their own here, too. */
function useOneViewer(viewer: string | undefined): void {
  const first = useRef<string>(undefined);
  useEffect(() => {
    first.current ??= viewer;
    if (viewer && viewer !== first.current) location.reload();
  }, [viewer]);
}

function Failed({ error, again }: { error: CombinedError; again: () => void }) {
  return <PageSection><Fault error={error} again={again} /></PageSection>;
}

function Waiting() {
  return <PageSection><Awaited lines={8} /></PageSection>;
}
