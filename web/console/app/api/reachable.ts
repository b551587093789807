import { live } from "./live";
import { State, useShared } from "./state";

/** Whether the server answers while no socket can be had. */
export const reachable = new State(false);

/** Whether an act has a chance: the server is there, or nothing says that it is not. */
export function useOnline(): boolean {
  const { state } = useShared(live);
  const answers = useShared(reachable);
  return state !== "lost" || answers;
}
