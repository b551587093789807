import { Card, CardBody, CardTitle, List, ListItem } from "@patternfly/react-core";
import BanIcon from "@patternfly/react-icons/dist/esm/icons/ban-icon";
import CheckCircleIcon from "@patternfly/react-icons/dist/esm/icons/check-circle-icon";
import { Link } from "wouter";

import { useProblemText } from "../../words/useProblemText";
import type { Tab } from "../tabs";
import type { Overviewed } from "./shape";
import { useOverviewWords } from "./useOverviewWords";

type Right = keyof ReturnType<typeof useOverviewWords>["may"];

/** Each right with the tab where one makes use of it. */
const RIGHTS: [Right, Tab][] = [
  ["viewerCanView", "virtual-accounts"],
  ["viewerCanViewUsers", "users"],
  ["viewerCanManageUsers", "users"],
  ["viewerCanDecideRequests", "requests"],
  ["viewerCanManageVirtualAccounts", "virtual-accounts"],
  ["viewerCanRestrictVirtualAccounts", "virtual-accounts"],
  ["viewerCanEditProperties", "overview"],
  ["viewerCanAcceptAgreements", "agreements"],
  ["viewerCanViewEvents", "events"],
  ["viewerCanSetAutomation", "settings"],
];

/** What the viewer may do in the account, and where; and why not the rest. */
export function Rights({ of: account }: { of: Overviewed }) {
  const words = useOverviewWords();
  const textOf = useProblemText();
  const partly = account.viewerRoles.length > 0 && account.viewerRoles.every(({ virtualAccounts }) => virtualAccounts.length > 0);
  const barred = RIGHTS.filter(([right]) => !account[right].allowed);
  const reasons = new Set(barred.map(([right]) => textOf({ code: account[right].code ?? "", message: account[right].because ?? "" })));
  return (
    <Card isFullHeight>
      <CardTitle component="h2">{words.rights}</CardTitle>
      <CardBody>
        {partly && <p className="quiet">{words.ofYours}</p>}
        <List isPlain>
          {RIGHTS.filter(([right]) => account[right].allowed).map(([right, tab]) => (
            <ListItem key={right} icon={<CheckCircleIcon color="var(--pf-t--global--icon--color--status--success--default)" />}>
              <span className="pf-v6-u-screen-reader">{words.allowed} </span>
              <Link href={`/accounts/${account.id}/${tab}`}>{words.may[right]}</Link>
            </ListItem>
          ))}
          {barred.map(([right]) => (
            <ListItem key={right} icon={<BanIcon />} className="quiet">
              <span className="pf-v6-u-screen-reader">{words.notAllowed} </span>
              {words.may[right]}
            </ListItem>
          ))}
        </List>
        {[...reasons].map((reason) => (
          <p key={reason} className="quiet apart">
            {words.notAllowed} {reason}
          </p>
        ))}
      </CardBody>
    </Card>
  );
}
