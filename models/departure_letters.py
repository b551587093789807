"""The mail about somebody who left a company whose portal access others administer."""

from collections.abc import Iterable

from models import clock, stationery
from models.entitlements import Company
from models.mail import EmailKind
from models.onboarding_letters import company_block
from models.users import User


async def left(user: User, company: Company, administrators: Iterable[User], why: str) -> None:
    """To the administrators who stay: what somebody had in the portal is gone."""
    await stationery.send(
        EmailKind.PORTAL_ROLE_CHANGED,
        administrators,
        f"Portal access - {company.name} - {user.full_name} has left",
        "Somebody's portal access has ended",
        paragraphs=[
            f"What {user.full_name} had in the service portal for {company.name} has ended: {why}.",
            "Associate the user with the company again if that should not be so.",
        ],
        blocks=[
            company_block(company),
            stationery.block(
                "User",
                ("Username", user.username),
                ("Full name", user.full_name),
                ("Ended by", "the system"),
                ("Ended on", clock.written_out(clock.now())),
            ),
        ],
        links=[("Manage portal access", "/companies")],
    )
