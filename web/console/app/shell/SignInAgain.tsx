import { signedOut } from "../api/identity";
import { useShared } from "../api/state";
import { later } from "./later";

const SignInDialog = later(async () => (await import("./SignInDialog")).SignInDialog);

/** Asks for it when the sign-in has ended under the open page. */
export function SignInAgain() {
  return useShared(signedOut) ? <SignInDialog /> : null;
}
