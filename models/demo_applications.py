"""Stories of the demo about new accounts: an application at each stage."""

from models import applying, establishing
from models.accounts import AccountType
from models.applications import AccountApplication
from models.applying import Wanted
from models.demo_people import SUMMIT
from models.demo_stories import PLENTY, Story, once, who
from models.establishing import Accepted, FirstUser
from models.roles import Role


async def apply(username: str, wanted: Wanted) -> AccountApplication:
    """Ask for a new account."""
    user = await who(username)
    return await applying.apply(user, wanted, tries=PLENTY, repeat=once(user))


async def established() -> Story:
    """Summit Inc's account: applied for and set up, with a part and a first user."""
    yield 40.4
    application = await apply("sam", Wanted(SUMMIT))
    yield 40.2
    people = [FirstUser("sue", Role.SMART_ACCOUNT_USER)]
    sam = await who("sam")
    await establishing.set_up(sam, application.id, Accepted(True), None, ["Lifts"], people)


async def under_review() -> Story:
    """An operator is to look at the domain, which is not of the applicant's address."""
    yield 1
    await apply("hal", Wanted("Harbour Lab", domain="lab.harbour.example", reason="For tests."))


async def looks_alike() -> Story:
    """A domain that looks like another's is declined."""
    yield 13.2
    application = await apply("zoe", Wanted("Harb0ur"))
    yield 12.2
    reason = "The domain looks like that of Harbour Ltd."
    await establishing.review(await who("opal"), application.id, False, reason)


async def for_someone_else() -> Story:
    """Noel is to authorise what Nora applied for."""
    yield 4.1
    await apply("nora", Wanted("Nova", nominee_email="noel@nova.example"))


async def to_be_set_up() -> Story:
    """A partner's holding account waits for its set-up."""
    yield 6.45
    await apply("pia", Wanted("Pines Holding", AccountType.HOLDING))


async def taken_back() -> Story:
    """Reviewed and approved, and then not wanted any more."""
    yield 11.35
    wanted = Wanted("Quiet Two", domain="quiet-two.example", nominee_email="lena@lone.example")
    application = await apply("quinn", wanted)
    yield 10.35
    await establishing.review(await who("opal"), application.id, True, "")
    yield 9.85
    await applying.cancel(await who("quinn"), application.id)


def stories() -> list[Story]:
    """All of them."""
    return [
        established(),
        under_review(),
        looks_alike(),
        for_someone_else(),
        to_be_set_up(),
        taken_back(),
    ]
