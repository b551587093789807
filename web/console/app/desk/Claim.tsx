import { Button } from "@patternfly/react-core";
import { useState } from "react";

import { type Ended, useAct } from "../api/useAct";
import { Confirm } from "../kit/Confirm";
import { Trouble } from "../kit/Trouble";
import { useNow } from "../kit/When";
import { useFrame } from "../shell/useFrame";
import { useFormat } from "../words";
import { ClaimReviewDocument, type DeskClaimFragment, ReleaseReviewDocument } from "./desk.operations";
import { useDeskWords } from "./useDeskWords";

interface Holder {
  name: string;
  until: string;
}

/** Who looks at a review, for the others to see; and the button to do so, or no longer. */
export function Claim({ of: { id, profile, review, viewerCanDecide } }: { of: DeskClaimFragment }) {
  const { claim: words } = useDeskWords();
  const { viewer } = useFrame();
  const nameOf = useHolder();
  const [taken, setTaken] = useState<Holder | null>(null);
  const [trouble, setTrouble] = useState<Ended>();
  const [claim, claiming] = useAct(ClaimReviewDocument);
  const [release, releasing] = useAct(ReleaseReviewDocument);
  const holder = nameOf(review);
  const mine = holder !== null && review?.claimedBy?.id === viewer.user.id;

  const take = async (override: boolean): Promise<void> => {
    const ended = await claim({ registration: id, override });
    const refused = ended.problem?.__typename === "ReviewClaimed" ? ended.problem : null;
    setTaken(nameOf(refused));
    setTrouble(refused ? undefined : ended);
  };
  const act = async (): Promise<void> => {
    if (mine) setTrouble(await release({ registration: id }));
    else if (holder) setTaken(holder);
    else await take(false);
  };
  const word = mine ? words.release : holder ? words.take : words.claim;
  return (
    <>
      <div aria-live="polite">
        {holder && (mine ? words.you : holder.name)}
        {holder && <span className="quiet"> {words.until(holder.until)}</span>}
        {!holder && <span className="quiet">{words.nobody}</span>}
      </div>
      {viewerCanDecide.allowed && (
        <Button
          variant="link"
          isInline
          aria-label={`${word}: ${profile.fullName}`}
          isLoading={claiming || releasing}
          onClick={() => void act()}
        >
          {word}
        </Button>
      )}
      {taken && (
        <Confirm
          title={words.title(taken.name)}
          act={words.take}
          busy={claiming}
          onAct={() => void take(true)}
          onClose={() => setTaken(null)}
        >
          {words.body(taken.name, taken.until)}
        </Confirm>
      )}
      <Trouble of={trouble} />
    </>
  );
}

interface Claimed {
  claimedBy: { fullName: string } | null;
  claimedUntil: string | null;
}

/** Who has it at present, and until when. */
function useHolder(): (claimed: Claimed | null) => Holder | null {
  const format = useFormat();
  const now = useNow();
  return (claimed) => {
    if (!claimed?.claimedBy || !claimed.claimedUntil || Date.parse(claimed.claimedUntil) <= now) return null;
    return { name: claimed.claimedBy.fullName, until: format.day(claimed.claimedUntil, now) };
  };
}
