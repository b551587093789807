import { useVirtualWords } from "./useVirtualWords";
import type { Part } from "./shape";

/** What can be changed of a virtual account. */
export interface Values {
  name: string;
  parent: { id: string; name: string } | null;
  restricted: boolean;
  isDefault: boolean;
}

export function valuesOf({ name, parent, restricted, isDefault }: Part): Values {
  return { name, parent: parent && { id: parent.id, name: parent.name }, restricted, isDefault };
}

interface Input {
  name?: string;
  parent?: string | null;
  restricted?: boolean;
  makeDefault: boolean;
}

/** Only what is changed: each property needs a right of its own. */
export function inputOf({ name, parent, restricted, isDefault = false }: Partial<Values>): Input {
  return {
    makeDefault: isDefault,
    ...(name === undefined ? {} : { name }),
    ...(parent === undefined ? {} : { parent: parent?.id ?? null }),
    ...(restricted === undefined ? {} : { restricted }),
  };
}

/** How a property reads. */
export function useShownValue(): (field: keyof Values, value: Values[keyof Values]) => string {
  const words = useVirtualWords();
  return (field, value) => {
    if (typeof value === "string") return value;
    if (typeof value === "object") return value?.name ?? words.top;
    if (field === "isDefault") return value ? words.itIs : words.itIsNot;
    return value ? words.restricted : words.open;
  };
}
