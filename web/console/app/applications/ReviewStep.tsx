import { Content } from "@patternfly/react-core";

import { Facts } from "../kit/Facts";
import { useCommon } from "../words";
import { Similar } from "./Similar";
import { domainOf, needsReview } from "./draft";
import { useApplicationWords } from "./useApplicationWords";
import { type Applying, isNoteAsked } from "./useApplying";
import { useSimilar } from "./useSimilar";

/** Everything that will be sent, and what comes of it. */
export function ReviewStep({ applying: { draft }, own }: { applying: Applying; own: string | null }) {
  const { apply: words, facts } = useApplicationWords();
  const common = useCommon();
  const domain = domainOf(draft, own);
  const similar = useSimilar(domain);
  const other = draft.whom === "other";
  return (
    <>
      <Similar accounts={similar} />
      <Facts
        of={[
          [words.whoAuthorises, other ? draft.email : words.yourself],
          [facts.domain, domain],
          [facts.name, draft.name],
          [facts.type, common.accountType[draft.type]],
          [facts.reason, isNoteAsked(draft, own) && draft.reason ? <span className="kept-lines">{draft.reason}</span> : null],
        ]}
      />
      <Content>
        <h3>{words.afterwards}</h3>
        <ol>
          {needsReview(draft, own) && <li>{words.needsReview}</li>}
          {other && <li>{words.nextLink(draft.email)}</li>}
          {!other && <li>{words.nextSetUp}</li>}
        </ol>
      </Content>
    </>
  );
}
