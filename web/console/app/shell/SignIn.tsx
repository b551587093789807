import {
  Button, Card, CardBody, Content, Divider, Masthead, MastheadBrand, MastheadMain, Page as Frame, PageSection,
} from "@patternfly/react-core";
import type { CombinedError } from "urql";
import { Link, useSearch } from "wouter";

import { actAs } from "../api/identity";
import { Fault } from "../kit/Fault";
import { Awaited } from "../kit/Loaded";
import { Page } from "../kit/Page";
import { DemoPeople } from "./DemoPeople";
import { safePath } from "./next";
import { RegisterForm } from "./RegisterForm";
import { SignInForm } from "./SignInForm";
import { type DeploymentFacts, useDeployment } from "./useDeployment";
import { useSignInWords } from "./useSignInWords";

/** Where one says who one is. */
export function SignIn() {
  const { deployment, error, again } = useDeployment();
  return (
    <Frame
      masthead={
        <Masthead>
          <MastheadMain>
            <MastheadBrand><span className="brand"><span className="product">{deployment?.productName}</span></span></MastheadBrand>
          </MastheadMain>
        </Masthead>
      }
    >
      {deployment ? <Ways deployment={deployment} /> : <Awaits error={error} again={again} />}
    </Frame>
  );
}

function Awaits({ error, again }: { error: CombinedError | undefined; again: () => void }) {
  return <PageSection>{error ? <Fault error={error} again={again} /> : <Awaited lines={4} />}</PageSection>;
}

function Ways({ deployment }: { deployment: DeploymentFacts }) {
  const words = useSignInWords();
  const search = new URLSearchParams(useSearch());
  const next = safePath(search.get("next"));
  const registering = deployment.passwords && search.has("register");
  const { productName, passwords, singleSignOn, demoPeople } = deployment;
  // By a load of the page: nothing that was shown to one person is kept for another.
  const enter = (): void => {
    actAs("");
    location.assign(next);
  };
  return (
    <Page title={registering ? words.registerTitle(productName) : words.title(productName)} waiting={0}>
      <div className="ways">
        <Card>
          <CardBody>
            {singleSignOn && <SingleSignOn label={singleSignOn.label} url={singleSignOn.url} next={next} apart={passwords} />}
            {registering && <RegisterForm onRegistered={enter} />}
            {passwords && !registering && <SignInForm onSignedIn={enter} />}
            {passwords && <Turn registering={registering} next={next} />}
          </CardBody>
        </Card>
        {demoPeople.length > 0 && <DemoPeople people={demoPeople} next={next} />}
      </div>
    </Page>
  );
}

interface SingleSignOnProps {
  label: string;
  url: string;
  next: string;
  /** Whether another way stands below. */
  apart: boolean;
}

function SingleSignOn({ label, url, next, apart }: SingleSignOnProps) {
  const { otherwise } = useSignInWords();
  return (
    <>
      <Button component="a" href={`${url}?next=${encodeURIComponent(next)}`} isBlock onClick={() => actAs("")}>
        {label}
      </Button>
      {apart && <Divider className="apart" aria-label={otherwise} />}
    </>
  );
}

/** From signing in to becoming a user, and back. */
function Turn({ registering, next }: { registering: boolean; next: string }) {
  const words = useSignInWords();
  const kept = `next=${encodeURIComponent(next)}`;
  return (
    <Content component="p" className="apart">
      {registering ? words.haveOne : words.noAccount}{" "}
      <Link href={registering ? `/sign-in?${kept}` : `/sign-in?${kept}&register`}>
        {registering ? words.signIn : words.register}
      </Link>
    </Content>
  );
}
