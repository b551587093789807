import type { Role } from "../api/types";
import { RadioField } from "../kit/RadioField";
import { useCommon } from "../words";
import { type Grant, type Scope, isWide, rolesOf } from "./grant";
import { PartsField } from "./PartsField";
import { useAccountWords } from "./useAccountWords";

interface Props {
  account: string;
  value: Grant;
  onChange: (value: Grant) => void;
  problems?: Partial<Record<"scope" | "role" | "parts", string>>;
  /** Whether the viewer may give roles over the whole account. */
  wide: boolean;
  /** Why a role cannot be given to this person. */
  barred?: Partial<Record<Role, string>>;
  locked?: boolean;
}

/** Which role, over what: first the scope, then the roles that fit it, then the virtual accounts. */
export function GrantFields({ account, value, onChange, problems = {}, wide, barred = {}, locked = false }: Props) {
  const common = useCommon();
  const words = useAccountWords();
  const { scope, role, parts } = value;
  const chooseScope = (next: Scope): void =>
    onChange({ ...value, scope: next, role: role && isWide(role) === (next === "whole") ? role : null });
  return (
    <>
      {wide && (
        <RadioField
          label={words.scope}
          choices={[
            { value: "whole", label: words.whole },
            { value: "parts", label: words.someParts },
          ]}
          chosen={scope}
          onChoose={chooseScope}
          problem={problems.scope}
          locked={locked}
        />
      )}
      {scope && (
        <RadioField
          label={words.role}
          choices={rolesOf(scope).map((one) => ({
            value: one,
            label: common.role[one],
            help: common.grants[one],
            barred: barred[one],
          }))}
          chosen={role}
          onChoose={(next) => onChange({ ...value, role: next })}
          problem={problems.role}
          locked={locked}
        />
      )}
      {scope === "parts" && (
        <PartsField
          account={account}
          chosen={parts}
          onChange={(next) => onChange({ ...value, parts: next })}
          problem={problems.parts}
          locked={locked}
        />
      )}
    </>
  );
}
