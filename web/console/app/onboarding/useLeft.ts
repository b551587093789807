import { useOnboardingWords } from "./useOnboardingWords";

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How much time seconds are, as a clock shows it: up to an hour to the second. */
export function useLeft(): (seconds: number) => string {
  const words = useOnboardingWords();
  return (seconds) =>
    seconds < HOUR
      ? words.countdown(Math.floor(seconds / MINUTE), String(seconds % MINUTE).padStart(2, "0"))
      : words.hours(Math.floor(seconds / HOUR), Math.floor((seconds % HOUR) / MINUTE));
}
