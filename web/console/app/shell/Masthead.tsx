import {
  Masthead as Bar, MastheadBrand, MastheadContent, MastheadMain, MastheadToggle, PageToggleButton,
} from "@patternfly/react-core";
import type { ReactNode } from "react";
import { Link } from "wouter";

import { useFrame } from "./useFrame";
import { UserMenu } from "./UserMenu";
import { useShellWords } from "./useShellWords";

interface Props {
  menuOpen: boolean;
  onMenu: () => void;
  bell: ReactNode;
  onHelp: () => void;
}

/** The bar on top: product, notices, and what one sets for oneself. */
export function Masthead({ menuOpen, onMenu, bell, onHelp }: Props) {
  const { deployment } = useFrame();
  const words = useShellWords();
  return (
    <Bar>
      <MastheadMain>
        <MastheadToggle>
          <PageToggleButton isHamburgerButton isSidebarOpen={menuOpen} onSidebarToggle={onMenu} aria-label={words.menu} />
        </MastheadToggle>
        <MastheadBrand>
          <span className="brand">
            <Link href="/" className="product">{deployment.productName}</Link>
            {deployment.demoPeople.length > 0 && <span className="demo">{words.demo}</span>}
          </span>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <div className="own">
          {bell}
          <UserMenu onHelp={onHelp} />
        </div>
      </MastheadContent>
    </Bar>
  );
}
