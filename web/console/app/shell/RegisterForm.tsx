import { ActionGroup, Alert, Button, Form, TextInput } from "@patternfly/react-core";
import { type FormEvent, useRef, useState } from "react";

import { type Outcome, usePlainAct } from "../api/useAct";
import { Fault } from "../kit/Fault";
import { Field, focusFirstProblem } from "../kit/Field";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { RegisterDocument, type RegisterMutation, SignInDocument } from "./session.operations";
import { useSignInWords } from "./useSignInWords";

const EMPTY = { fullName: "", email: "", username: "", password: "" };
type Name = keyof typeof EMPTY;
const CONTROLS: { name: Name; type: "text" | "email" | "password"; complete: string }[] = [
  { name: "fullName", type: "text", complete: "name" },
  { name: "email", type: "email", complete: "email" },
  { name: "username", type: "text", complete: "username" },
  { name: "password", type: "password", complete: "new-password" },
];
// Refusals that name no field, and the field that they are about.
const ABOUT: Record<string, Name> = { USERNAME_TAKEN: "username", WEAK_PASSWORD: "password" };

/** Become a user; who has become one is signed in at once. */
export function RegisterForm({ onRegistered }: { onRegistered: () => void }) {
  const words = useSignInWords();
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState(EMPTY);
  const [tried, setTried] = useState(false);
  const [register, registering] = usePlainAct(RegisterDocument);
  const [signIn, signingIn] = usePlainAct(SignInDocument);
  const [outcome, setOutcome] = useState<Outcome<RegisterMutation["register"]>>();
  const problemOf = useProblemOf(typed, tried, outcome);

  async function send(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (registering || signingIn) return;
    if (CONTROLS.some(({ name }) => !typed[name])) return focusFirstProblem(form.current);
    const answered = await register({ input: typed });
    setOutcome(answered);
    if (!answered.done) return focusFirstProblem(form.current);
    const { username, password } = typed;
    if ((await signIn({ input: { username, password } })).done) onRegistered();
  }
  return (
    <Form ref={form} onSubmit={(event) => void send(event)} noValidate>
      <Unplaced outcome={outcome} />
      {CONTROLS.map(({ name, type, complete }) => (
        <Field key={name} id={name} label={labelOf(words, name)} help={helpOf(words, name)} problem={problemOf(name)}>
          <TextInput
            id={name}
            type={type}
            autoComplete={complete}
            value={typed[name]}
            validated={problemOf(name) ? "error" : "default"}
            aria-describedby={`${name}-help`}
            onChange={(_event, value) => setTyped({ ...typed, [name]: value })}
          />
        </Field>
      ))}
      <ActionGroup>
        <Button type="submit" isLoading={registering || signingIn}>{words.register}</Button>
      </ActionGroup>
    </Form>
  );
}

/** What is refused and belongs to no field. */
function Unplaced({ outcome }: { outcome: Outcome<RegisterMutation["register"]> | undefined }) {
  const textOf = useProblemText();
  if (outcome?.fault) return <Fault error={outcome.fault} act />;
  if (!outcome?.problem || fieldOf(outcome.problem)) return null;
  return <Alert isInline variant="danger" component="p" title={textOf(outcome.problem)} />;
}

function useProblemOf(typed: typeof EMPTY, tried: boolean, outcome: Outcome<RegisterMutation["register"]> | undefined) {
  const { required } = useCommon();
  const textOf = useProblemText();
  return (name: Name): string | undefined => {
    if (tried && !typed[name]) return required;
    const problem = outcome?.problem;
    return problem && fieldOf(problem) === name ? textOf(problem) : undefined;
  };
}

function fieldOf({ field, code }: { field: string[] | null; code: string }): string | undefined {
  return field?.at(-1) ?? ABOUT[code];
}

function labelOf(words: ReturnType<typeof useSignInWords>, name: Name): string {
  return { fullName: words.fullName, email: words.email, username: words.newUsername, password: words.newPassword }[name];
}

function helpOf(words: ReturnType<typeof useSignInWords>, name: Name): string | undefined {
  const helps = { fullName: undefined, email: words.emailHelp, username: words.newUsernameHelp, password: words.newPasswordHelp };
  return helps[name];
}
