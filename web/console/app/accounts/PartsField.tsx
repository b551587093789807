import { Checkbox, FormHelperText, HelperText, HelperTextItem } from "@patternfly/react-core";
import { useDeferredValue, useId, useState } from "react";

import { useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { SearchField } from "../kit/SearchField";
import { useFormat } from "../words";
import { type AccountPartsQuery, AccountPartsDocument } from "./parts.operations";
import { inTree } from "./tree";
import { useAccountWords } from "./useAccountWords";
import { Wrong } from "../kit/Wrong";

/** A virtual account as it is chosen: with its name, to speak of it. */
export interface Part {
  id: string;
  name: string;
}

interface Props {
  account: string;
  chosen: Part[];
  onChange: (chosen: Part[]) => void;
  problem?: string | undefined;
  locked?: boolean;
}

/** Which virtual accounts, as a tree; of many, those whose name is searched for. */
export function PartsField({ account, chosen, onChange, problem, locked = false }: Props) {
  const id = useId();
  const words = useAccountWords();
  const format = useFormat();
  const [text, setText] = useState("");
  const searched = useDeferredValue(text);
  const answer = useAnswer(AccountPartsDocument, { id: account, text: searched || null });
  const toggle = ({ id: part, name }: Part): void =>
    onChange(chosen.some((one) => one.id === part) ? chosen.filter((one) => one.id !== part) : [...chosen, { id: part, name }]);
  return (
    <fieldset className="choices" aria-describedby={`${id}-help`}>
      <legend className="pf-v6-c-form__label-text">{words.parts}</legend>
      <Loaded answer={answer} part={({ smartAccount }) => smartAccount?.virtualAccounts} lines={3}>
        {(found) => (
          <>
            {(text || found.totalCount > SEARCHED) && (
              <SearchField label={words.findPart} value={text} onChange={setText} />
            )}
            <Tree found={found.nodes} chosen={chosen} problem={problem} locked={locked} onToggle={toggle} />
          </>
        )}
      </Loaded>
      <FormHelperText>
        <HelperText id={`${id}-help`}>
          {problem && <Wrong>{problem}</Wrong>}
          <HelperTextItem>
            {words.partsBelow} {chosen.length > 0 && words.chosen(format.list(chosen.map(({ name }) => name)))}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </fieldset>
  );
}

const SEARCHED = 12;

type Found = NonNullable<AccountPartsQuery["smartAccount"]>["virtualAccounts"]["nodes"];

interface TreeProps extends Pick<Props, "chosen" | "problem" | "locked"> {
  found: Found;
  onToggle: (part: Part) => void;
}

function Tree({ found, chosen, problem, locked = false, onToggle }: TreeProps) {
  const id = useId();
  const words = useAccountWords();
  return (
    <div className="tree">
      {inTree(found).map(({ depth, of: part }) => (
        <Checkbox
          key={part.id}
          id={`${id}-${part.id}`}
          className={`depth-${Math.min(depth, 5)}`}
          label={part.isDefault ? words.isDefault(part.name) : part.name}
          isChecked={chosen.some((one) => one.id === part.id)}
          isValid={!problem}
          aria-disabled={locked}
          onChange={() => {
            if (!locked) onToggle(part);
          }}
        />
      ))}
      {found.length === 0 && <p className="quiet">{words.noPart}</p>}
    </div>
  );
}
