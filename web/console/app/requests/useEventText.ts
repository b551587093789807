import { useShared } from "../api/state";
import { language } from "../words/language";
import type { RequestTimelineFragment } from "./timeline.operations";
import { useRequestWords } from "./useRequestWords";

type Event = RequestTimelineFragment["timeline"][number];

const SYSTEM = "the system";

/** What an event says in the reader's language; in English the server has the words. */
export function useEventText(): (event: Event) => string {
  const { events, outcomes, system } = useRequestWords();
  const english = useShared(language) === "en";
  return ({ kind, outcome, actorName, message }) => {
    if (english) return message;
    const actor = actorName === SYSTEM ? system : actorName;
    return outcome ? outcomes[outcome](actor) : events[kind](actor);
  };
}
