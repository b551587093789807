import type { PortalRole, UserKind } from "../api/types";
import type { RadioChoice } from "../kit/RadioField";
import { useCommon } from "../words";
import { useCompanyWords } from "./useCompanyWords";

const OF_CUSTOMERS: PortalRole[] = ["CUSTOMER_ADMINISTRATOR", "CUSTOMER_USER"];
const OF_PARTNERS: PortalRole[] = ["RESELLER_ADMINISTRATOR", "RESELLER_USER"];

/** The portal roles that somebody of this kind can hold, each with what it grants. */
export function useRoleChoices(kind: UserKind): RadioChoice<PortalRole>[] {
  const { portalRole } = useCommon();
  const { grants } = useCompanyWords();
  const roles = kind === "PARTNER" ? [...OF_PARTNERS, ...OF_CUSTOMERS] : OF_CUSTOMERS;
  return roles.map((value) => ({ value, label: portalRole[value], help: grants[value] }));
}
