import { Button } from "@patternfly/react-core";
import { useLocation } from "wouter";

import { useOnboardingWords } from "./useOnboardingWords";

type Props = { to: string; because?: undefined } | { to?: undefined; /** Why one cannot go on yet. */ because: string };

/** To the next step: in sight from the beginning, with the reason while it is not possible. */
export function Onwards({ to, because }: Props) {
  const words = useOnboardingWords();
  const [, go] = useLocation();
  return (
    <>
      <Button
        isAriaDisabled={to === undefined}
        aria-describedby={because && "next-reason"}
        onClick={() => {
          if (to !== undefined) go(to);
        }}
      >
        {words.next}
      </Button>
      {because && <span id="next-reason" className="quiet next-reason">{because}</span>}
    </>
  );
}
