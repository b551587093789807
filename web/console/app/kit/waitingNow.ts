import { State } from "../api/state";

/** How many things wait for the viewer, for the tab's title. */
export const waitingNow = new State(0);
