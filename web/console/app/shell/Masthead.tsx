import {
  Label, Masthead as Bar, MastheadBrand, MastheadContent, MastheadMain, MastheadToggle, PageToggleButton,
  Toolbar, ToolbarContent, ToolbarGroup, ToolbarItem,
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
            {deployment.demoPeople.length > 0 && <Label isCompact>{words.demo}</Label>}
          </span>
        </MastheadBrand>
      </MastheadMain>
      <MastheadContent>
        <Toolbar isFullHeight>
          <ToolbarContent>
            <ToolbarGroup align={{ default: "alignEnd" }}>
              <ToolbarItem>{bell}</ToolbarItem>
              <ToolbarItem><UserMenu onHelp={onHelp} /></ToolbarItem>
            </ToolbarGroup>
          </ToolbarContent>
        </Toolbar>
      </MastheadContent>
    </Bar>
  );
}
