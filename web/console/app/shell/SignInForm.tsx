import { ActionGroup, Alert, Button, Form, TextInput } from "@patternfly/react-core";
import { type FormEvent, useRef, useState } from "react";

import { type Outcome, usePlainAct } from "../api/useAct";
import { Fault } from "../kit/Fault";
import { Field, focusFirstProblem } from "../kit/Field";
import { When } from "../kit/When";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { SignInDocument, type SignInMutation } from "./session.operations";
import { useSignInWords } from "./useSignInWords";

interface Props {
  /** Told the id of who signed in. */
  onSignedIn: (user: string) => void;
}

/** Username and password. */
export function SignInForm({ onSignedIn }: Props) {
  const words = useSignInWords();
  const common = useCommon();
  const form = useRef<HTMLFormElement>(null);
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [signIn, busy] = usePlainAct(SignInDocument);
  const [outcome, setOutcome] = useState<Outcome<SignInMutation["signIn"]>>();
  const wrong = (value: string): string | undefined => (tried && !value ? common.required : undefined);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (busy) return;
    if (!username || !password) return focusFirstProblem(form.current);
    const answered = await signIn({ input: { username, password } });
    setOutcome(answered);
    if (answered.done) onSignedIn(answered.done.user.id);
    else form.current?.querySelector<HTMLElement>("#password")?.focus();
  }
  return (
    <Form ref={form} onSubmit={(event) => void send(event)} noValidate>
      {outcome?.problem && <Refused of={outcome.problem} />}
      {outcome?.fault && <Fault error={outcome.fault} act />}
      <Field id="username" label={words.username} problem={wrong(username)}>
        <TextInput
          id="username"
          autoComplete="username"
          value={username}
          validated={wrong(username) ? "error" : "default"}
          aria-describedby="username-help"
          onChange={(_event, value) => setUsername(value)}
        />
      </Field>
      <Field id="password" label={words.password} problem={wrong(password)}>
        <TextInput
          id="password"
          type="password"
          autoComplete="current-password"
          value={password}
          validated={wrong(password) ? "error" : "default"}
          aria-describedby="password-help"
          onChange={(_event, value) => setPassword(value)}
        />
      </Field>
      <ActionGroup>
        <Button type="submit" isLoading={busy}>{words.signIn}</Button>
      </ActionGroup>
    </Form>
  );
}

function Refused({ of: problem }: { of: NonNullable<Outcome<SignInMutation["signIn"]>["problem"]> }) {
  const words = useSignInWords();
  const textOf = useProblemText();
  return (
    <Alert isInline variant="danger" title={textOf(problem)} component="p" role="alert">
      {problem.__typename === "RateLimited" && <p>{words.tryAgain} <When at={problem.retryAt} exact /></p>}
    </Alert>
  );
}
