import { Divider, Dropdown, DropdownGroup, DropdownItem, DropdownList, MenuToggle } from "@patternfly/react-core";
import { useState } from "react";
import { useClient } from "urql";
import { useLocation } from "wouter";

import { actAs, actingAs } from "../api/identity";
import { useShared } from "../api/state";
import { LANGUAGES, language, speak } from "../words/language";
import { SignOutDocument } from "./session.operations";
import { THEMES, choose, chooseContrast, contrast, theme } from "./theme";
import { useFrame } from "./useFrame";
import { useShellWords } from "./useShellWords";

/** What one sets for oneself. */
export function UserMenu({ onHelp }: { onHelp: () => void }) {
  const { viewer, deployment } = useFrame();
  const words = useShellWords();
  const [open, setOpen] = useState(false);
  const [, go] = useLocation();
  const signOut = useSignOut();
  return (
    <Dropdown
      isOpen={open}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={{ position: "right" }}
      isScrollable
      toggle={(ref) => (
        <MenuToggle ref={ref} isExpanded={open} onClick={() => setOpen(!open)} aria-label={words.userMenu(viewer.user.fullName)}>
          {viewer.user.fullName}
        </MenuToggle>
      )}
    >
      <DropdownList>
        <DropdownItem onClick={() => go("/profile")}>{words.profile}</DropdownItem>
        <DropdownItem onClick={onHelp}>{words.help}</DropdownItem>
      </DropdownList>
      <Looks />
      <Languages />
      <Divider />
      <DropdownList>
        {deployment.demoPeople.length > 0 && (
          <DropdownItem onClick={() => go("/sign-in")}>{words.switchPerson}</DropdownItem>
        )}
        <DropdownItem onClick={() => void signOut()}>{words.signOut}</DropdownItem>
      </DropdownList>
    </Dropdown>
  );
}

function Looks() {
  const words = useShellWords();
  const chosen = useShared(theme);
  const high = useShared(contrast);
  return (
    <DropdownGroup label={words.theme} labelHeadingLevel="h2">
      <DropdownList>
        {THEMES.map((one) => (
          <DropdownItem key={one} isSelected={one === chosen} onClick={() => choose(one)}>
            {words.themes[one]}
          </DropdownItem>
        ))}
        <DropdownItem isSelected={high} onClick={() => chooseContrast(!high)}>{words.contrast}</DropdownItem>
      </DropdownList>
    </DropdownGroup>
  );
}

function Languages() {
  const words = useShellWords();
  const spoken = useShared(language);
  return (
    <DropdownGroup label={words.language} labelHeadingLevel="h2">
      <DropdownList>
        {(Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[]).map((one) => (
          <DropdownItem key={one} isSelected={one === spoken} onClick={() => speak(one)} lang={one}>
            {LANGUAGES[one]}
          </DropdownItem>
        ))}
      </DropdownList>
    </DropdownGroup>
  );
}

/** Ends the session; a tab that acts as a demo person only stops acting. */
function useSignOut(): () => Promise<void> {
  const api = useClient();
  return async () => {
    if (actingAs.get()) actAs("");
    else await api.mutation(SignOutDocument, {}).toPromise();
    location.assign("/sign-in");
  };
}
