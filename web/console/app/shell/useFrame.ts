import { createContext, useContext } from "react";

import type { DeploymentFacts } from "./useDeployment";
import type { FrameQuery } from "./viewer.operations";

export type Frame = FrameQuery & {
  viewer: NonNullable<FrameQuery["viewer"]>;
  deployment: DeploymentFacts;
};

export const FrameContext = createContext<Frame | null>(null);

/** Who is signed in, and where they may go. */
export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error("outside of the frame");
  return frame;
}
