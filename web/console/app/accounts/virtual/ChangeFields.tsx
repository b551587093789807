import { Checkbox } from "@patternfly/react-core";
import { useId } from "react";

import { RadioField } from "../../kit/RadioField";
import { Facts } from "../../kit/Facts";
import { NameField, ParentField } from "./fields";
import type { Part } from "./shape";
import { useVirtualWords } from "./useVirtualWords";
import type { Values } from "./values";

interface Props {
  of: Part;
  account: string;
  wide: boolean;
  mayMove: boolean;
  values: Values;
  change: (some: Partial<Values>) => void;
  problems: { name: string; parent: string };
}

/** The fields of a virtual account that the viewer may change. */
export function ChangeFields({ of: part, account, wide, mayMove, values, change, problems }: Props) {
  const id = useId();
  const words = useVirtualWords();
  const { viewerCanChange, viewerCanRestrict } = part;
  return (
    <>
      {viewerCanChange.allowed ? (
        <NameField value={values.name} onChange={(name) => change({ name })} problem={problems.name} />
      ) : (
        <Facts of={[[words.name, part.name]]} />
      )}
      {mayMove && viewerCanChange.allowed && (
        <ParentField
          account={account}
          wide={wide}
          moved={part.id}
          now={part.parent}
          value={values.parent?.id ?? null}
          onChange={(parent) => change({ parent })}
          problem={problems.parent}
        />
      )}
      {viewerCanRestrict.allowed && (
        <RadioField
          label={words.visibility}
          choices={[
            { value: "open", label: words.visibleToAll },
            {
              value: "restricted",
              label: words.visibleToFew,
              help: words.visibleToFewHelp,
              barred: values.isDefault ? words.defaultOpen : undefined,
            },
          ]}
          chosen={values.restricted ? "restricted" : "open"}
          onChoose={(choice) => change({ restricted: choice === "restricted" })}
        />
      )}
      {wide && (
        <Checkbox
          id={id}
          label={words.makeDefault}
          description={part.isDefault ? words.alreadyDefault : words.makeDefaultHelp}
          isChecked={values.isDefault}
          aria-disabled={part.isDefault}
          onChange={(_event, on) => {
            if (!part.isDefault) change({ isDefault: on });
          }}
        />
      )}
    </>
  );
}
