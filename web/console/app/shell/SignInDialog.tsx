import { Button, Content, Modal, ModalBody, ModalHeader } from "@patternfly/react-core";

import { actAs, actingAs, signedOut } from "../api/identity";
import { askAnew, callAgain } from "../api/live";
import { SignInForm } from "./SignInForm";
import { useFrame } from "./useFrame";
import { useSignInWords } from "./useSignInWords";

/** Over the open page when its sign-in has ended: whoever goes on loses nothing of it. */
export function SignInDialog() {
  const words = useSignInWords();
  const { viewer, deployment } = useFrame();
  const { username, fullName } = viewer.user;
  const here = location.pathname + location.search;
  const demo = deployment.demoPeople.find((person) => person.username === username);
  function goOn(user: string): void {
    if (user !== viewer.user.id) return location.reload();
    signedOut.set(false);
    callAgain();
    askAnew();
  }
  return (
    <Modal isOpen variant="small" aria-labelledby="signed-out" aria-describedby="signed-out-body">
      <ModalHeader title={words.expired} labelId="signed-out" />
      <ModalBody id="signed-out-body">
        <Content component="p">{words.expiredBody}</Content>
        {deployment.singleSignOn && (
          <Button component="a" isBlock href={`${deployment.singleSignOn.url}?next=${encodeURIComponent(here)}`}>
            {deployment.singleSignOn.label}
          </Button>
        )}
        {demo && (
          <Button
            variant="secondary"
            isBlock
            onClick={() => {
              actAs(username);
              goOn(viewer.user.id);
            }}
          >
            {words.continueAs(fullName)}
          </Button>
        )}
        {deployment.passwords && !actingAs.get() && <SignInForm onSignedIn={goOn} />}
        <Button component="a" variant="link" href={`/sign-in?next=${encodeURIComponent(here)}`} className="apart">
          {words.leave}
        </Button>
      </ModalBody>
    </Modal>
  );
}
