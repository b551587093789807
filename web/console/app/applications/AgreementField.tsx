import { Checkbox } from "@patternfly/react-core";
import ExternalLinkAltIcon from "@patternfly/react-icons/dist/esm/icons/external-link-alt-icon";
import { useId } from "react";

import type { ApplicationDetailsFragment } from "./applications.operations";
import { useApplicationWords } from "./useApplicationWords";
import type { SettingUp } from "./useSetUp";

interface Props {
  agreement: ApplicationDetailsFragment["agreement"];
  settingUp: SettingUp;
}

/** The agreement in force: where it can be read, and the tick without which there is no account. */
export function AgreementField({ agreement: { name, version, url }, settingUp }: Props) {
  const { draft, change, problems } = settingUp;
  const { yours } = useApplicationWords();
  const id = useId();
  return (
    <div>
      {url && (
        <p>
          <a href={url} target="_blank" rel="noreferrer">
            {yours.read(name)} <ExternalLinkAltIcon aria-hidden="true" />
            <span className="pf-v6-u-screen-reader"> ({yours.newTab})</span>
          </a>
        </p>
      )}
      <Checkbox
        id={id}
        label={yours.agreement(name, version)}
        isChecked={draft.agreed}
        isValid={!problems["agreed"]}
        aria-describedby={problems["agreed"] ? `${id}-problem` : undefined}
        onChange={(_event, agreed) => change({ agreed })}
      />
      {problems["agreed"] && <p id={`${id}-problem`} className="problem">{problems["agreed"]}</p>}
    </div>
  );
}
