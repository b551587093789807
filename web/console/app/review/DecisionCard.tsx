import { Alert, Button, Card, CardBody, CardFooter, CardTitle, Flex, FlexItem, Form } from "@patternfly/react-core";
import { type ReactNode, type RefObject, useState } from "react";
import { Link } from "wouter";

import { useOnline } from "../api/reachable";
import { useCommon } from "../words";
import type { Race } from "./useRace";
import { useReviewWords } from "./useReviewWords";
import { type Decided, Verdict } from "./Verdict";

interface Props {
  race: Race;
  of: Decided;
  place: string;
  given?: ReactNode;
  /** How it ended, for a kind that ends otherwise than requests do. */
  told?: ReactNode;
  /** Why the viewer may not decide, where that is so from the beginning. */
  because?: string | null;
  form: RefObject<HTMLFormElement | null>;
  /** What will happen, in a sentence above the button. */
  consequence?: ReactNode;
  /** The button's word, which says what it does. */
  act: string;
  danger?: boolean;
  busy: boolean;
  onAct: () => void;
  /** A refusal that belongs to no field, or a fault. */
  trouble?: ReactNode;
  /** Where one came from. */
  back: string;
  next: { href: string; count: number } | null;
  children: ReactNode;
}

/**
 * Where somebody decides: the choices, what will come of them, and the button. When somebody else
 * was faster, it says so in its place, and nothing that was typed is lost.
 */
export function DecisionCard(props: Props) {
  const { race, of: decided, place, given, told, because, form, children, trouble } = props;
  const words = useReviewWords();
  const { phase } = race;
  const filled = phase === "open" || phase === "overtaken" || phase === "lost";
  return (
    <Card className="decision">
      <CardTitle component="h2">{phase === "past" ? words.outcome : words.decision}</CardTitle>
      <CardBody>
        <Verdict of={decided} phase={phase} place={place} given={given} told={told} />
        {phase === "barred" && <Alert isInline isPlain variant="info" component="h3" title={because ?? ""} />}
        {filled && (
          <Form ref={form} id="decision" onSubmit={(event) => event.preventDefault()} noValidate>
            {children}
          </Form>
        )}
        {phase === "open" && trouble}
      </CardBody>
      <CardFooter>{phase === "open" ? <Submit {...props} /> : <Onwards {...props} />}</CardFooter>
    </Card>
  );
}

function Submit({ consequence, act, danger = false, busy, onAct, next }: Props) {
  const words = useReviewWords();
  const online = useOnline();
  const [refused, setRefused] = useState(false);
  const submit = (): void => {
    // The browser may know before the connection is missed.
    const reaches = online && navigator.onLine;
    setRefused(!reaches);
    if (reaches && !busy) onAct();
  };
  return (
    <>
      <div aria-live="polite" className="consequence">{consequence}</div>
      {refused && (
        <Alert isInline isLiveRegion variant="warning" component="h3" title={words.offline}>
          {words.offlineBody}
        </Alert>
      )}
      <Flex>
        <FlexItem>
          <Button variant={danger ? "danger" : "primary"} isLoading={busy} aria-disabled={busy} onClick={submit}>
            {act}
          </Button>
        </FlexItem>
        {next && <FlexItem><Link href={next.href}>{words.later(next.count)}</Link></FlexItem>}
      </Flex>
    </>
  );
}

function Onwards({ back, next }: Props) {
  const words = useReviewWords();
  const common = useCommon();
  return (
    <Flex>
      <FlexItem>
        <Link href={back} className="pf-v6-c-button pf-m-secondary">{common.close}</Link>
      </FlexItem>
      <FlexItem>
        {next ? (
          <Link href={next.href} className="pf-v6-c-button pf-m-primary">{words.later(next.count)}</Link>
        ) : (
          <span className="quiet">{words.last}</span>
        )}
      </FlexItem>
    </Flex>
  );
}
