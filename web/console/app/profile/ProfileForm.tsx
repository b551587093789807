import { ActionGroup, Alert, Button, Form, TextInput } from "@patternfly/react-core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useClient } from "urql";

import { type Outcome, usePlainAct } from "../api/useAct";
import { Fault } from "../kit/Fault";
import { Field, focusFirstProblem } from "../kit/Field";
import { useDraft } from "../kit/useDraft";
import { useCommon } from "../words";
import { useProblemText } from "../words/useProblemText";
import { type Ending, Losing } from "./Losing";
import { ProfileEndingDocument, type ProfileFactsFragment, UpdateProfileDocument, type UpdateProfileMutation } from "./profile.operations";
import { useProfileWords } from "./useProfileWords";

const FIELDS = ["fullName", "preferredName", "email", "phone", "companyName", "country", "siteAddress"] as const;
type Name = (typeof FIELDS)[number];
type Typed = Record<Name, string>;
const NEEDED: readonly Name[] = ["fullName", "email"];
const COMPLETE: Record<Name, string> = {
  fullName: "name",
  preferredName: "nickname",
  email: "email",
  phone: "tel",
  companyName: "organization",
  country: "country-name",
  siteAddress: "street-address",
};

interface Props {
  of: ProfileFactsFragment;
  onClose: (saved: boolean) => void;
}

/** Change what administrators see; a new e-mail domain says first what it costs. */
export function ProfileForm({ of: profile, onClose }: Props) {
  const words = useProfileWords();
  const common = useCommon();
  const api = useClient();
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped, forget] = useDraft<Typed>("profile", typedOf(profile));
  const [tried, setTried] = useState(false);
  const [ending, setEnding] = useState<Ending[]>([]);
  const [asking, setAsking] = useState(false);
  const [update, busy] = usePlainAct(UpdateProfileDocument);
  const [outcome, setOutcome] = useState<Outcome<UpdateProfileMutation["updateProfile"]>>();
  const problemOf = useProblemOf(typed, tried, outcome);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);

  const close = (saved: boolean): void => {
    forget();
    onClose(saved);
  };
  async function check(event: FormEvent): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (busy || asking) return;
    if (NEEDED.some((name) => !typed[name].trim())) return focusFirstProblem(form.current);
    if (typed.email === profile.email) return save();
    setAsking(true);
    const asked = api.query(ProfileEndingDocument, { email: typed.email }, { requestPolicy: "network-only" });
    const { data, error } = await asked.toPromise();
    setAsking(false);
    if (error) return setOutcome({ fault: error });
    const lost = data?.viewer?.accessEndingWith ?? [];
    if (!lost.length) return save();
    setEnding(lost);
  }
  async function save(): Promise<void> {
    const answered = await update({ input: changed(typed, profile) });
    setEnding([]);
    setOutcome(answered);
    if (answered.done) close(true);
    else focusFirstProblem(form.current);
  }
  return (
    <Form ref={form} onSubmit={(event) => void check(event)} noValidate>
      <Unplaced outcome={outcome} />
      {FIELDS.map((name) => (
        <Field
          key={name}
          id={name}
          label={words.fields[name]}
          help={{ phone: words.phoneHelp, email: words.emailHelp }[name as string]}
          problem={problemOf(name)}
          optional={!NEEDED.includes(name) && name !== "phone" && name !== "companyName"}
        >
          <TextInput
            id={name}
            type={name === "email" ? "email" : name === "phone" ? "tel" : "text"}
            autoComplete={COMPLETE[name]}
            value={typed[name]}
            validated={problemOf(name) ? "error" : "default"}
            aria-describedby={`${name}-help`}
            onChange={(_event, value) => setTyped({ ...typed, [name]: value })}
          />
        </Field>
      ))}
      <ActionGroup>
        <Button type="submit" isLoading={busy || asking}>{common.save}</Button>
        <Button variant="link" onClick={() => close(false)}>{common.cancel}</Button>
      </ActionGroup>
      {ending.length > 0 && (
        <Losing of={ending} email={typed.email} busy={busy} onAct={() => void save()} onClose={() => setEnding([])} />
      )}
    </Form>
  );
}

function Unplaced({ outcome }: { outcome: Outcome<UpdateProfileMutation["updateProfile"]> | undefined }) {
  const textOf = useProblemText();
  if (outcome?.fault) return <Fault error={outcome.fault} act />;
  if (!outcome?.problem || outcome.problem.field) return null;
  return <Alert isInline variant="danger" component="p" title={textOf(outcome.problem)} />;
}

function useProblemOf(typed: Typed, tried: boolean, outcome: Outcome<UpdateProfileMutation["updateProfile"]> | undefined) {
  const { required } = useCommon();
  const textOf = useProblemText();
  return (name: Name): string | undefined => {
    if (tried && NEEDED.includes(name) && !typed[name].trim()) return required;
    const problem = outcome?.problem;
    return problem?.field?.at(-1) === name ? textOf(problem) : undefined;
  };
}

function typedOf(profile: ProfileFactsFragment): Typed {
  const { fullName, preferredName, email, phone, companyName, country, siteAddress } = profile;
  return { fullName, preferredName, email, phone, companyName, country, siteAddress };
}

/** Only what differs is sent: what is left out stays as it is. */
function changed(typed: Typed, profile: ProfileFactsFragment): Partial<Typed> {
  return Object.fromEntries(FIELDS.filter((name) => typed[name] !== profile[name]).map((name) => [name, typed[name]]));
}
