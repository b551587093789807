"""What the web tells of this deployment: facts that pages show, some of them before a sign-in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SingleSignOn:
    """The way in through one's organisation."""

    label: str
    url: str


@dataclass(frozen=True)
class DemoPerson:
    """One of the demo's people, as pages introduce them."""

    username: str
    name: str
    does: str
    more: str


@dataclass(frozen=True)
class Deployment:
    """The deploying company's settings, as far as pages show them."""

    product_name: str = "Admit"
    support_url: str | None = None
    passwords: bool = True
    single_sign_on: SingleSignOn | None = None
    demo_people: tuple[DemoPerson, ...] = ()
    exploring: bool = False
    mailbox: bool = False
    build: str = ""
