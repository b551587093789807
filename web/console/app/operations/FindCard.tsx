import { ActionGroup, Button, Card, CardBody, CardTitle, Content, Form, TextInput } from "@patternfly/react-core";
import { type ReactNode, useId, useState } from "react";

import { Field } from "../kit/Field";
import { useCommon } from "../words";
import { useOperationsWords } from "./useOperationsWords";

interface Props {
  title: string;
  /** What closing it does. */
  lead: string;
  label: string;
  /** Why nothing was found. */
  problem?: string | undefined;
  busy: boolean;
  onFind: (text: string) => void;
  children: ReactNode;
}

/** A field to find something by, and what was found. */
export function FindCard({ title, lead, label, problem, busy, onFind, children }: Props) {
  const { close: words } = useOperationsWords();
  const common = useCommon();
  const id = useId();
  const [text, setText] = useState("");
  const [empty, setEmpty] = useState(false);
  const told = empty ? common.required : problem;
  return (
    <Card isFullHeight>
      <CardTitle component="h2">{title}</CardTitle>
      <CardBody>
        <Content component="p">{lead}</Content>
        <Form noValidate onSubmit={(event) => {
          event.preventDefault();
          setEmpty(!text.trim());
          if (text.trim()) onFind(text.trim());
        }}>
          <Field id={id} label={label} problem={told}>
            <TextInput
              id={id}
              autoComplete="off"
              value={text}
              onChange={(_event, next) => setText(next)}
              validated={told ? "error" : "default"}
              aria-describedby={`${id}-help`}
            />
          </Field>
          <ActionGroup>
            <Button type="submit" variant="secondary" isLoading={busy}>{words.find}</Button>
          </ActionGroup>
        </Form>
        <div aria-live="polite">{children}</div>
      </CardBody>
    </Card>
  );
}
