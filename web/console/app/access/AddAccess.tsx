import "./style.css";

import { useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { AddForm } from "./AddForm";
import { WhoAddsAccessDocument } from "./add.operations";
import { Results } from "./Results";
import { useAccessWords } from "./useAccessWords";
import { useAdding } from "./useAdding";

/** Where one adds support access by what one has. */
export function AddAccess() {
  const words = useAccessWords();
  const answer = useAnswer(WhoAddsAccessDocument, {});
  return (
    <Page title={words.adding.title} lead={words.adding.lead} within={[[words.title, "/access"]]}>
      <Loaded answer={answer} part={({ viewer }) => viewer}>
        {({ user }) => <Adding user={user.id} isPartner={user.kind === "PARTNER"} />}
      </Loaded>
    </Page>
  );
}

function Adding({ user, isPartner }: { user: string; isPartner: boolean }) {
  const adding = useAdding(user);
  return adding.run ? (
    <Results of={adding.run} adding={adding} />
  ) : (
    <AddForm user={user} isPartner={isPartner} onAdd={(run) => void adding.go(run)} />
  );
}
