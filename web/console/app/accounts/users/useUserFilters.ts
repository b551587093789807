import type { Origin, RoleAssignmentFilter } from "../../api/types";
import { useQueryChoices, useQueryState } from "../../kit/useQueryState";
import { ALL_ROLES } from "../grant";

export const ORIGINS: Origin[] = ["REQUEST", "RULE", "PERSON", "SYSTEM"];
export const DOMAINS = ["internal", "external"] as const;

/** The filters of the users' list, as they stand in the address. */
export function useUserFilters() {
  const [text, setText] = useQueryState("text");
  const [part, setPart] = useQueryState("part");
  const [roles, setRoles] = useQueryChoices("role", ALL_ROLES);
  const [origins, setOrigins] = useQueryChoices("origin", ORIGINS);
  const [domains, setDomains] = useQueryChoices("people", DOMAINS);
  const filter: RoleAssignmentFilter = {
    text: text || null,
    role: roles.length ? roles : null,
    origin: origins.length ? origins : null,
    virtualAccount: part || null,
    external: domains.length === 1 ? domains[0] === "external" : null,
    includeEnded: false,
  };
  const filtered = text !== "" || part !== "" || roles.length + origins.length + domains.length > 0;
  const clear = (): void => {
    setText("");
    setPart("");
    setRoles([]);
    setOrigins([]);
    setDomains([]);
  };
  return { text, setText, part, setPart, roles, setRoles, origins, setOrigins, domains, setDomains, filter, filtered, clear };
}
