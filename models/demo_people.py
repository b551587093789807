"""The demo's further people: whose stories show every state that a thing can be in."""

from models import demo
from models.accounts import SmartAccount
from models.demo import Person
from models.demo_stories import who
from models.grants import Grant, give
from models.roles import Role
from models.users import Staff, User, UserKind

HARBOUR, SUMMIT, QUIET, CALM, LONE, CLOSED = (
    "Harbour Ltd", "Summit Inc", "Quiet Co", "Calm Co", "Lone Ltd", "Closed Co",
)  # fmt: skip

OTHERS = [
    Person("hana", "Hana Harbour", HARBOUR, "harbour.example", "administers busy Harbour Ltd"),
    Person("hugo", "Hugo Helm", HARBOUR, "harbour.example", "administers Harbour Ltd too"),
    Person("hal", "Hal Hand", HARBOUR, "harbour.example", "was let in by a rule"),
    Person("sam", "Sam Summit", SUMMIT, "summit.example", "applied for Summit Inc's account"),
    Person("sue", "Sue Slope", SUMMIT, "summit.example", "waits for several answers"),
    Person("stan", "Stan Stone", SUMMIT, "summit.example", "has sent a reminder"),
    Person("silke", "Silke Scout", SUMMIT, "summit.example", "was approved for a time"),
    Person("seth", "Seth Slack", SUMMIT, "summit.example", "has left Summit Inc"),
    Person("quinn", "Quinn Quiet", QUIET, "quiet.example", "administers Quiet Co, and is silent"),
    Person("leon", "Leon Lone", LONE, "lone.example", "was deactivated"),
    Person("lena", "Lena Late", LONE, "lone.example", "waited for Leon"),
    Person("cleo", "Cleo Closed", CLOSED, "closed.example", "administered what is closed"),
    Person("mira", "Mira Mover", "Meadow AG", "summit.example", "changed her employer"),
    Person("mona", "Mona Mask", "Meadow AG", "meadow.example", "claimed what was not hers"),
    Person("xena", "Xena Strange", "Strangers", "stranger.example", "is refused everywhere"),
    Person("nora", "Nora Nova", "Nova", "nova.example", "applies for an account"),
    Person("noel", "Noel Nova", "Nova", "nova.example", "is asked to authorise it"),
    Person("zoe", "Zoe Zero", "Harb0ur", "harb0ur.example", "has a domain that looks alike"),
    Person(
        "pia", "Pia Pines", "Pines", "pines.example", "is a partner too", UserKind.PARTNER
    ),
    Person(
        "piet", "Piet Pines", "Pines", "pines.example", "was let in by Pia", UserKind.PARTNER
    ),
    Person("bea", "Bea Basin", "Basin", "basin.example", "has not accepted the terms yet"),
    Person("ron", "Ron Rapids", "Rivers Ltd", "rivers.example", "waits for Dana"),
    Person("rosa", "Rosa Reed", "Rivers Ltd", "rivers.example", "has yet to ask Dana"),
    Person("rex", "Rex Rock", "Rivers Ltd", "rivers.example", "was denied by Dana"),
    Person("rudi", "Rudi Rush", "Rivers Ltd", "rivers.example", "uses the portal"),
    Person("rhea", "Rhea Rain", "Rivers Ltd", "rivers.example", "is nominated by Dana"),
    Person("rolf", "Rolf Rill", "Rivers Ltd", "rivers.example", "administered Rivers Ltd"),
    Person("tilda", "Tilda Typo", "Tides", "tides.example", "has not verified her address"),
    Person(
        "otis",
        "Otis Other",
        "Service",
        "service.example",
        "is a support agent too",
        UserKind.INTERNAL,
        Staff.SUPPORT_AGENT,
    ),
]  # fmt: skip

# Whose sign-in is closed in the end.
GONE = {"leon"}

# Name, domain and first administrators of the accounts that are there from the beginning.
ACCOUNTS = [
    (HARBOUR, "harbour.example", ["hana", "hugo"]),
    (QUIET, "quiet.example", ["quinn"]),
    (CALM, "calm.example", ["cleo"]),
    (LONE, "lone.example", ["leon"]),
    (CLOSED, "closed.example", ["cleo"]),
]


async def make() -> None:
    """The people, and the accounts in which their stories begin."""
    password_hash = (await who(demo.CAST[0].username)).password_hash
    for person in OTHERS:
        await demo.make(person, password_hash)
    await User.filter(username="tilda").update(email_verified_at=None)
    for name, domain, administrators in ACCOUNTS:
        made = await demo.open_account(name, domain)
        for username in administrators:
            await appoint(made, username)


async def appoint(made: SmartAccount, username: str) -> None:
    """Make somebody administrator who has been it from the beginning."""
    place = await SmartAccount.locked(made.id)
    given = await give(place, await who(username), Grant(Role.SMART_ACCOUNT_ADMIN), None)
    given.from_seq = 0
    await given.save(update_fields=["from_seq"])
