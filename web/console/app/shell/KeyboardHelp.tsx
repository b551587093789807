import { DescriptionList, DescriptionListDescription, DescriptionListGroup, DescriptionListTerm, Modal, ModalBody, ModalHeader, Switch } from "@patternfly/react-core";

import { useShared } from "../api/state";
import { useShellWords } from "./useShellWords";
import { chooseKeys, singleKeys } from "./wishes";

const KEYS = ["?", "g h", "g r", "g a", "/", "j", "k", "n", "a", "d", "Esc"] as const;

/** What single letters do, and a way to turn them off. */
export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { help, keys } = useShellWords();
  const on = useShared(singleKeys);
  return (
    <Modal isOpen variant="small" onClose={onClose} aria-labelledby="keyboard-help">
      <ModalHeader title={help} labelId="keyboard-help" />
      <ModalBody>
        <DescriptionList isHorizontal isCompact>
          {KEYS.map((key) => (
            <DescriptionListGroup key={key}>
              <DescriptionListTerm>
                {key.split(" ").map((one) => <kbd key={one}>{one}</kbd>)}
              </DescriptionListTerm>
              <DescriptionListDescription>{keys.does[key]}</DescriptionListDescription>
            </DescriptionListGroup>
          ))}
        </DescriptionList>
        <Switch className="apart" label={keys.on} isChecked={on} onChange={(_event, chosen) => chooseKeys(chosen)} />
      </ModalBody>
    </Modal>
  );
}
