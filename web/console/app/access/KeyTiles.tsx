import { Card, CardBody, CardHeader, CardTitle, FormGroup } from "@patternfly/react-core";
import BarcodeIcon from "@patternfly/react-icons/dist/esm/icons/barcode-icon";
import ContractIcon from "@patternfly/react-icons/dist/esm/icons/file-contract-icon";
import InvoiceIcon from "@patternfly/react-icons/dist/esm/icons/file-invoice-icon";
import { useId } from "react";

import type { KeyKind } from "../api/types";
import { useCommon } from "../words";
import { useAccessWords } from "./useAccessWords";

const KINDS = [
  ["CONTRACT", ContractIcon],
  ["BILL_TO", InvoiceIcon],
  ["SERIAL_NUMBER", BarcodeIcon],
] as const;

interface Props {
  chosen: KeyKind;
  isPartner: boolean;
  onChoose: (kind: KeyKind) => void;
}

/** What one may have: a tile for each. */
export function KeyTiles({ chosen, isPartner, onChoose }: Props) {
  const { adding: words } = useAccessWords();
  const common = useCommon();
  const id = useId();
  return (
    <FormGroup role="radiogroup" fieldId={id} label={words.what}>
      <div className="tiles">
        {KINDS.map(([kind, Icon]) => {
          const barred = kind === "BILL_TO" && !isPartner;
          const name = `${id}-${kind}`;
          return (
            <Card key={kind} isSelectable isCompact isSelected={kind === chosen} id={`${name}-tile`}>
              <CardHeader
                selectableActions={{
                  variant: "single",
                  name: id,
                  selectableActionId: `${name}-choice`,
                  selectableActionAriaLabelledby: name,
                  selectableActionProps: { "aria-describedby": `${name}-body`, "aria-disabled": barred },
                  onChange: () => {
                    if (!barred) onChoose(kind);
                  },
                }}
              >
                <CardTitle id={name}><Icon /> {common.keyKind[kind]}</CardTitle>
              </CardHeader>
              <CardBody id={`${name}-body`}>{barred ? words.onlyPartners : words.kinds[kind]}</CardBody>
            </Card>
          );
        })}
      </div>
    </FormGroup>
  );
}
