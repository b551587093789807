import type { AccessLevel } from "../api/types";
import { RadioField } from "../kit/RadioField";
import { useCommon } from "../words";
import { useSupportWords } from "./useSupportWords";

interface Props {
  asked: AccessLevel;
  chosen: AccessLevel;
  onChoose: (level: AccessLevel) => void;
  problem: string | undefined;
  locked: boolean;
}

/** How much to give: what was asked for, or less. */
export function LevelField({ asked, ...field }: Props) {
  const words = useSupportWords();
  const { level } = useCommon();
  const less = { value: "DOWNLOADS_ONLY" as const, label: level.DOWNLOADS_ONLY };
  const choices =
    asked === "FULL_SUPPORT"
      ? [{ value: asked, label: level[asked], help: words.full }, { ...less, help: words.less }]
      : [{ ...less, help: words.asked }];
  return <RadioField label={words.howMuch} choices={choices} {...field} />;
}
