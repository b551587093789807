import type { Reader } from "./placeOf";
import { useFrame } from "./useFrame";

/** Who reads the notices, as far as it decides where they lead. */
export function useReader(): Reader {
  const { viewer } = useFrame();
  return {
    id: viewer.user.id,
    staff: viewer.profile.staff !== null,
    administers: viewer.administeredAccounts.nodes.map(({ id }) => id),
  };
}
