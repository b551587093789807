import { useOnboardingWords } from "./useOnboardingWords";

interface Props {
  of: { name: string };
  /** How far below the root of the organisation it lies. */
  depth: number;
  isLast: boolean;
}

/** A company by its name; the outermost ones say what they are. */
export function OfferedCompany({ of: { name }, depth, isLast }: Props) {
  const { company } = useOnboardingWords();
  const said = depth === 0 ? company.whole : isLast ? company.site : undefined;
  return (
    <>
      {depth > 0 && <span aria-hidden="true" className="quiet">{"\u2007\u2007".repeat(depth - 1)}└ </span>}
      {name}
      {said && <span className="quiet"> · {said}</span>}
    </>
  );
}
