import { Label } from "@patternfly/react-core";
import { Td } from "@patternfly/react-table";

import { When } from "../kit/When";
import { useFrame } from "../shell/useFrame";
import type { CompanyAdministratorFragment } from "./companies.operations";
import { useCompanyWords } from "./useCompanyWords";

/** Who administers, for what, since when and how it came to that. */
export function AdministratorRow({ of: { user, company, since, isFirst, nominatedBy, status } }: { of: CompanyAdministratorFragment }) {
  const { administrators: words } = useCompanyWords();
  const { viewer } = useFrame();
  return (
    <>
      <Td dataLabel={words.who}>
        {user.fullName}
        {user.id === viewer.user.id && <span className="quiet"> ({words.you})</span>}
      </Td>
      <Td dataLabel={words.where}>{company.name}</Td>
      <Td dataLabel={words.since}>
        <When at={since} exact />
        <div className="quiet">{isFirst ? words.first : nominatedBy && words.by(nominatedBy.fullName)}</div>
      </Td>
      <Td dataLabel={words.status}>
        <Label status={status === "ACTIVE" ? "success" : "warning"}>{words.statuses[status]}</Label>
      </Td>
    </>
  );
}
