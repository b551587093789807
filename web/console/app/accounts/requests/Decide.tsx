import { Alert } from "@patternfly/react-core";

import { Fault } from "../../kit/Fault";
import { RadioField } from "../../kit/RadioField";
import { DecisionCard } from "../../review/DecisionCard";
import { NoteField } from "../../review/NoteField";
import { useChoiceKeys } from "../../review/useChoiceKeys";
import { useRace } from "../../review/useRace";
import { useProblemText } from "../../words/useProblemText";
import { useGrantWords } from "../useGrantWords";
import { ApprovalFields } from "./ApprovalFields";
import { Consequence } from "./Consequence";
import type { ReviewedRequestFragment } from "./review.operations";
import { useDecision } from "./useDecision";
import { useDecisionWords } from "./useDecisionWords";

interface Props {
  request: ReviewedRequestFragment;
  /** Whether it has vanished from the viewer's sight. */
  gone: boolean;
  /** Where another one is shown, or none: beside their list; a page of its own unless told. */
  placeOf?: (id: string) => string;
}

/** Where an administrator answers a request, or reads how a colleague did. */
export function Decide({ request, gone, placeOf }: Props) {
  const words = useDecisionWords();
  const textOf = useProblemText();
  const grantOf = useGrantWords();
  const race = useRace(request, { gone });
  const { draft, change, problems, trouble, fault, busy, form, submit } = useDecision(request, race);
  const { account, requester, viewerCanDecide, grantedRoles } = request;
  const locked = race.phase !== "open";
  const base = `/accounts/${account.id}/requests`;
  const other = placeOf ?? ((id: string) => (id ? `${base}/${id}` : base));
  const next = account.oldestPending?.nodes.find(({ id }) => id !== request.id);
  const others = Math.max(1, (account.pendingRequests ?? 1) - (request.status === "PENDING" ? 1 : 0));
  useChoiceKeys({
    a: () => { if (!locked) change({ answer: "approve" }); },
    d: () => { if (!locked) change({ answer: "decline" }); },
  });
  const because = viewerCanDecide.because && { code: viewerCanDecide.code ?? "", message: viewerCanDecide.because };
  return (
    <DecisionCard
      race={race}
      of={request}
      place={account.name}
      given={grantedRoles.map(({ role, virtualAccounts }) => grantOf(role, virtualAccounts)).join("; ")}
      because={because ? textOf(because) : null}
      form={form}
      consequence={<Consequence of={draft} request={request} />}
      act={words.act[draft.answer ?? "none"]}
      danger={draft.answer === "decline"}
      busy={busy}
      onAct={() => void submit()}
      trouble={trouble ? <Alert isInline isLiveRegion variant="danger" component="h3" title={textOf(trouble)} /> : fault && <Fault error={fault} act />}
      back={other("")}
      next={next ? { href: other(next.id), count: others } : null}
    >
      <RadioField
        label={words.decide}
        choices={[
          { value: "approve", label: words.approve, help: words.approveHelp },
          { value: "decline", label: words.decline, help: words.declineHelp },
        ]}
        chosen={draft.answer}
        onChoose={(answer) => change({ answer })}
        problem={problems.answer}
        locked={locked}
      />
      {draft.answer === "approve" && (
        <ApprovalFields request={request} draft={draft} change={change} problems={problems} locked={locked} />
      )}
      {(draft.answer === "decline" || (locked && draft.reason)) && (
        <NoteField
          label={words.reasonToRead(requester.fullName)}
          help={account.settings?.declineReasonRequired ? words.reasonAsked : ""}
          optional={!account.settings?.declineReasonRequired}
          value={draft.reason}
          onChange={(reason) => change({ reason })}
          problem={problems.reason}
          locked={locked}
        />
      )}
    </DecisionCard>
  );
}
