import { useShared } from "../api/state";
import { said } from "./say";

/** The page's one polite live region. */
export function Speaker() {
  return (
    <div role="status" aria-live="polite" className="pf-v6-screen-reader">
      {useShared(said)}
    </div>
  );
}
