"""What people do and see while they are onboarded to the service portal."""

from typing import Any

from tests import registering, reviewing
from tests.registering import do
from tests.stories.telling import Shown, Story

START = """query { viewer { profile { fullName email } viewerCanRegister { allowed because }
  contracts { nodes { number serviceType entitles } } portal { access } } }"""
ASKED = "query { viewer { registration { stage question } } }"
FIND = "query($name: String) { companies(search: $name) { nodes { id } } }"
THREE_MAILS = ["Welcome to the service portal", "Portal role granted", "Accept the Delegated"]


async def verify(story: Story, by: str, contract: str, serial: str) -> Shown:
    """Enter a contract number and a serial number, and press Next."""
    given = {"contractNumber": contract, "serialNumber": serial}
    return await do(story.ask, "verifyEntitlement", by, **given)


async def shown(story: Story, who: str = "rita") -> Shown:
    """The registration on its registrant's page."""
    found = await registering.mine(story.ask, who)
    assert found
    return found


async def portal(story: Story, who: str = "rita") -> Shown:
    """The portal as somebody finds it."""
    found: Shown = (await story.ask(registering.PORTAL, by=who))["portal"]
    return found


async def administered(story: Story, who: str) -> Shown:
    """The company that somebody administers."""
    shown = await story.ask(registering.COMPANIES, by=who)
    (row,) = shown["administeredCompanies"]["nodes"]
    found: Shown = row
    return found


async def queued(story: Story) -> Shown:
    """The only registration in the agents' queue."""
    (found,) = (await reviewing.queue(story.ask))["nodes"]
    review: Shown = found
    return review


async def at_the_desk(story: Story, name: str, by: str, **given: Any) -> Shown:
    """What an agent does about a registration, or its registrant about the agent's question."""
    answer: Shown = await story.ask(reviewing.mutation(name), by=by, input=given)
    return answer


async def company(story: Story, name: str) -> str:
    """A company's global id, as an agent finds it."""
    return str((await story.ask(FIND, by="olaf", name=name))["nodes"][0]["id"])


async def three_mails(story: Story, who: str) -> list[str]:
    """Those of the three mails that somebody has, in their order."""
    subjects = await story.subjects(who)
    return [wanted for wanted in THREE_MAILS for s in subjects if s.startswith(wanted)]
