"""The deployment."""

from resolvers import facts
from schema.fields import plain, shows


@shows(facts.SingleSignOn)
class SingleSignOn:
    """The way in through one's organisation."""

    label: str = plain("The button's text.")
    url: str = plain(
        "The path to go to; `?next=` names the path of this site to come back to afterwards."
    )


@shows(facts.DemoPerson)
class DemoPerson:
    """One of the demo's people, who can be signed in as with one click, or with the token
    `demo:` and the username."""

    username: str = plain("The name to sign in with.")
    name: str = plain("How the person is called.")
    does: str = plain("What the person is there for, in a few words.")
    more: str = plain("The same in a sentence.")


@shows(facts.Deployment)
class Deployment:
    """What every page says of the deployment."""

    product_name: str = plain("The product's name in pages and mails.")
    support_url: str | None = plain(
        "Where a case is opened when nothing else helps; null where nothing is set."
    )
    passwords: bool = plain("Whether people register and sign in by username and password.")
    single_sign_on: SingleSignOn | None = plain(
        "The way in through one's organisation; null where none is set up."
    )
    demo_people: list[DemoPerson] = plain(
        "Who can be signed in as with one click, those of the tour first; empty where the demo is "
        "closed, as it is in production."
    )
    exploring: bool = plain("Whether GraphiQL and the schema are open to look around in.")
    mailbox: bool = plain(
        "Whether the mailbox of development, which shows every mail, is open at `/dev/mail`."
    )
    build: str = plain(
        "Which build of the console is served: another one than the page's own means that there "
        "is a newer version. Empty where the console is not built."
    )
