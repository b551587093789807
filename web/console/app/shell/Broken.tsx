import { Alert, Button, PageSection } from "@patternfly/react-core";

import { useShared } from "../api/state";
import { language } from "../words/language";
import en from "./words.broken.en";
import de from "./words.broken.de";

// As the browsers put it when a part of the page cannot be fetched.
const NOT_FETCHED = /dynamically imported module|importing a module script failed|unable to preload/i;

/** That a screen failed, or could not be fetched as there is a newer one. */
export function Broken({ error }: { error: Error }) {
  // Not fetched like other words: that something could not be fetched is what there is to say.
  const words = useShared(language) === "de" ? de : en;
  const gone = NOT_FETCHED.test(error.message);
  return (
    <PageSection>
      <Alert
        isInline
        variant={gone ? "info" : "danger"}
        component="h1"
        title={gone ? words.newVersion : words.failed}
        actionLinks={
          <>
            <Button variant="link" isInline onClick={() => location.reload()}>{words.reload}</Button>
            {!gone && <Button variant="link" isInline onClick={() => void copy(error)}>{words.copy}</Button>}
          </>
        }
      >
        <p>{gone ? words.notFetched : error.message}</p>
      </Alert>
    </PageSection>
  );
}

async function copy(error: Error): Promise<void> {
  await navigator.clipboard.writeText(`${location.href}\n${error.stack ?? error.message}`);
}
