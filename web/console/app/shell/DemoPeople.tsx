import { Button, Card, CardBody, CardFooter, CardTitle, Content, ExpandableSection, Gallery, Title } from "@patternfly/react-core";
import ExternalLinkAltIcon from "@patternfly/react-icons/dist/esm/icons/external-link-alt-icon";
import { useState } from "react";

import { actAs } from "../api/identity";
import { addressAs } from "./next";
import type { DeploymentFacts } from "./useDeployment";
import { useSignInWords } from "./useSignInWords";

type Person = DeploymentFacts["demoPeople"][number];

const TOUR = 9;

interface Props {
  /** Those of the tour first. */
  people: Person[];
  next: string;
}

/** The demo's people: one click, and this tab acts as one of them. */
export function DemoPeople({ people, next }: Props) {
  const words = useSignInWords();
  const [open, setOpen] = useState(false);
  const others = people.slice(TOUR);
  return (
    <section>
      <Title headingLevel="h2">{words.demoTitle}</Title>
      <Content component="p" className="quiet">{words.demo}</Content>
      <Gallery hasGutter minWidths={{ default: "260px" }}>
        {people.slice(0, TOUR).map((person) => (
          <PersonCard key={person.username} person={person} next={next} />
        ))}
      </Gallery>
      {others.length > 0 && (
        <ExpandableSection
          className="apart"
          toggleText={words.others(others.length)}
          isExpanded={open}
          onToggle={(_event, expanded) => setOpen(expanded)}
        >
          <Gallery minWidths={{ default: "260px" }}>
            {others.map((person) => (
              <PersonLine key={person.username} person={person} next={next} />
            ))}
          </Gallery>
        </ExpandableSection>
      )}
    </section>
  );
}

function PersonCard({ person, next }: { person: Person; next: string }) {
  const words = useSignInWords();
  return (
    <Card isCompact isFullHeight>
      <CardTitle component="h3">{person.does}</CardTitle>
      <CardBody>{person.more}</CardBody>
      <CardFooter>
        <Button variant="secondary" onClick={() => enter(person, next)}>{words.demoAs(person.name)}</Button>{" "}
        <NewTab person={person} next={next} />
      </CardFooter>
    </Card>
  );
}

function PersonLine({ person, next }: { person: Person; next: string }) {
  const words = useSignInWords();
  return (
    <p>
      <Button variant="link" isInline onClick={() => enter(person, next)}>{words.demoAs(person.name)}</Button>{" "}
      <NewTab person={person} next={next} />
      <br />
      <span className="quiet">{person.more}</span>
    </p>
  );
}

function NewTab({ person, next }: { person: Person; next: string }) {
  const words = useSignInWords();
  return (
    <Button
      component="a"
      variant="plain"
      size="sm"
      href={addressAs(next, person.username)}
      target="_blank"
      rel="noopener"
      aria-label={words.newTabAs(person.name)}
      title={words.newTab}
      icon={<ExternalLinkAltIcon />}
    />
  );
}

function enter({ username }: Person, next: string): void {
  actAs(username);
  location.assign(next);
}
