import { FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from "@patternfly/react-core";
import { useId, useState } from "react";
import { useQuery } from "urql";

import { RadioField } from "../kit/RadioField";
import { OfferedCompany } from "../onboarding/OfferedCompany";
import { useFormat } from "../words";
import { type DeskCompanyFragment, DeskCompaniesDocument } from "./desk.operations";
import { useDeskWords } from "./useDeskWords";
import type { Chosen } from "./useReviewDecision";
import { Wrong } from "../kit/Wrong";

interface Props {
  /** From the whole organisation down to the contract's site. */
  tree: DeskCompanyFragment[];
  chosen: Chosen | null;
  onChoose: (company: Chosen) => void;
  problem?: string | undefined;
  locked: boolean;
}

/** Which company: one of the contract's organisation, or any that a search finds. */
export function CompanyField({ tree, chosen, onChoose, problem, locked }: Props) {
  const { decide: words } = useDeskWords();
  const format = useFormat();
  const [search, setSearch] = useState("");
  const [{ data }] = useQuery({ query: DeskCompaniesDocument, variables: { search }, pause: !search });
  const found = search ? data?.companies : undefined;
  const others = (found?.nodes ?? []).filter((one) => !tree.some(({ id }) => id === one.id));
  const offered = [...tree, ...others].map(chosenOf);
  const kept = chosen && !offered.some(({ id }) => id === chosen.id) ? [chosen] : [];
  const all = [...offered, ...kept];
  return (
    <>
      {all.length > 0 && (
        <RadioField
          label={words.company}
          choices={all.map((one, place) => ({
            value: one.id,
            label: place < tree.length ? <OfferedCompany of={one} depth={place} isLast={place === tree.length - 1} /> : placeOf(one),
            help: [one.address, one.administrators.length && words.administeredBy(format.list(one.administrators))]
              .filter(Boolean)
              .join(" · "),
          }))}
          chosen={chosen?.id ?? null}
          onChoose={(id) => {
            const company = all.find((one) => one.id === id);
            if (company) onChoose(company);
          }}
          problem={problem}
          locked={locked}
        />
      )}
      {!locked && (
        <Search
          problem={all.length === 0 ? (problem ?? words.noTree) : undefined}
          wrong={all.length === 0 && problem !== undefined}
          found={found ? words.found(found.nodes.length, found.totalCount) : ""}
          onSearch={setSearch}
        />
      )}
    </>
  );

  function placeOf({ id, name }: Chosen): string {
    const one = found?.nodes.find((node) => node.id === id);
    return one ? one.lineage.map((above) => above.name).join(" › ") : name;
  }
}

function chosenOf({ id, name, address, administrators }: DeskCompanyFragment): Chosen {
  return { id, name, address, administrators: (administrators ?? []).map(({ user }) => user.fullName) };
}

interface SearchProps {
  problem: string | undefined;
  wrong: boolean;
  found: string;
  onSearch: (text: string) => void;
}

function Search({ problem, wrong, found, onSearch }: SearchProps) {
  const { decide: words } = useDeskWords();
  const id = useId();
  const [text, setText] = useState("");
  const clear = (): void => {
    setText("");
    onSearch("");
  };
  return (
    <FormGroup label={words.search} fieldId={id}>
      <TextInput
        id={id}
        type="search"
        aria-describedby={`${id}-help`}
        validated={wrong ? "error" : "default"}
        value={text}
        onChange={(_event, next) => (next ? setText(next) : clear())}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          onSearch(text.trim());
        }}
      />
      <FormHelperText>
        <HelperText id={`${id}-help`} isLiveRegion>
          {problem && (wrong ? <Wrong>{problem}</Wrong> : <HelperTextItem>{problem}</HelperTextItem>)}
          <HelperTextItem>{found || words.searchHelp}</HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
