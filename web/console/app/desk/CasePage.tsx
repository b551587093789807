import { Card, CardBody, CardTitle, Content, Grid, GridItem, Stack, StackItem } from "@patternfly/react-core";

import { useAnswer } from "../api/useAnswer";
import { Loaded } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { useLast } from "../review/useLast";
import { Administrators } from "./Administrators";
import { CaseAbout } from "./CaseAbout";
import { Claim } from "./Claim";
import { DecideReview } from "./DecideReview";
import { type DeskCaseFragment, type DeskCaseQuery, DeskCaseDocument } from "./desk.operations";
import { DueLabel } from "./DueLabel";
import { StageLabel } from "./StageLabel";
import { OPEN } from "./stages";
import { useDeskWords } from "./useDeskWords";

/** A registration that has come to the desk. */
export type Case = DeskCaseFragment & { review: NonNullable<DeskCaseFragment["review"]> };

const ABOUT_ADMINISTRATORS = ["ADMINISTRATOR_APPOINTED", "ADMINISTRATOR_CHANGED"];

/** A review: beside what there is to know, the decision. */
export function CasePage({ params }: { params: Record<string, string> }) {
  const words = useDeskWords();
  const id = params["id"] ?? "";
  const answer = useAnswer(DeskCaseDocument, { id }, {
    outdatedBy: ({ kind, about }) => about?.id === id || ABOUT_ADMINISTRATORS.includes(kind),
  });
  const registration = answer.data?.registration;
  const found = isCase(registration) ? registration : undefined;
  const last = useLast(found);
  return (
    <Page
      title={last ? words.case.title(last.profile.fullName) : words.title}
      within={[[words.title, "/desk"]]}
      waiting={answer.data?.reviewQueue?.totalCount ?? 0}
      lead={last && <><StageLabel stage={last.stage} /> <DueLabel of={last} /></>}
    >
      <Loaded answer={answer} part={() => last} lines={8}>
        {(shown) => (
          <Grid hasGutter className="review">
            <GridItem xl={6}><CaseAbout of={shown} /></GridItem>
            <GridItem xl={6}>
              <Stack hasGutter>
                {OPEN.includes(shown.stage) && <StackItem><Claiming of={shown} /></StackItem>}
                <StackItem>
                  <DecideReview
                    key={shown.id}
                    registration={shown}
                    gone={answer.data !== undefined && !found}
                    next={nextOf(shown, answer.data?.reviewQueue)}
                  />
                </StackItem>
                <StackItem><Administrators of={shown} onChange={answer.refresh} /></StackItem>
              </Stack>
            </GridItem>
          </Grid>
        )}
      </Loaded>
    </Page>
  );
}

function isCase(registration: DeskCaseFragment | null | undefined): registration is Case {
  return registration?.review != null;
}

/** Another one that waits, and how many do. */
function nextOf({ id, stage }: Case, queue: DeskCaseQuery["reviewQueue"] | undefined): { href: string; count: number } | null {
  const next = queue?.nodes.find((one) => one.id !== id);
  if (!queue || !next) return null;
  const others = queue.totalCount - (stage === "MANUAL_REVIEW" ? 1 : 0);
  return { href: `/desk/${next.id}`, count: Math.max(1, others) };
}

function Claiming({ of }: { of: Case }) {
  const { claim: words } = useDeskWords();
  return (
    <Card>
      <CardTitle component="h2">{words.heading}</CardTitle>
      <CardBody>
        {of.viewerCanDecide.allowed && <Content component="p" className="quiet">{words.help}</Content>}
        <Claim of={of} />
      </CardBody>
    </Card>
  );
}
