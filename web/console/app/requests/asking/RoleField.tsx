import { FormSelect, FormSelectOption } from "@patternfly/react-core";

import type { Role } from "../../api/types";
import { Field } from "../../kit/Field";
import { useCommon } from "../../words";
import { useProblemText } from "../../words/useProblemText";
import { useAskingWords } from "./useAskingWords";

// Roles for the whole account: its virtual accounts are not shown to who is outside.
const ROLES = [
  "SMART_ACCOUNT_USER", "SMART_ACCOUNT_VIEWER", "SMART_ACCOUNT_APPROVER", "SMART_ACCOUNT_ADMIN",
] as const satisfies Role[];
const ID = "proposed-role";

interface Props {
  value: Role | "";
  onChange: (role: Role | "") => void;
  refusal: { code: string; message: string; field: string[] | null } | undefined;
}

/** The role that one would like, if one knows. */
export function RoleField({ value, onChange, refusal }: Props) {
  const words = useAskingWords().reason;
  const common = useCommon();
  const textOf = useProblemText();
  const problem = refusal?.field?.includes("role") ? textOf(refusal) : undefined;
  const grants = value ? `${common.grants[value]} ` : "";
  return (
    <Field id={ID} label={words.role} optional help={`${grants}${words.roleHelp}`} problem={problem}>
      <FormSelect
        id={ID}
        value={value}
        onChange={(_event, next) => onChange(ROLES.find((role) => role === next) ?? "")}
        aria-describedby={`${ID}-help`}
        validated={problem ? "error" : "default"}
      >
        <FormSelectOption value="" label={words.anyRole} />
        {ROLES.map((role) => (
          <FormSelectOption key={role} value={role} label={common.role[role]} />
        ))}
      </FormSelect>
    </Field>
  );
}
