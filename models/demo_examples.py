"""The demo's living examples: of every state that a thing can be in, at least one.

They are told through the domain's own verbs, with the clock set back: so mails, notices, the logs
and what is due later are there too. The cast and its account ACME stay free of them.
"""

from datetime import datetime

from models import (
    clock,
    database,
    demo,
    demo_access,
    demo_applications,
    demo_desk,
    demo_entitlements,
    demo_mails,
    demo_onboarding,
    demo_people,
    demo_stories,
    demo_support,
)

BEGINNING = 45
CHAPTERS = (
    demo_access,
    demo_applications,
    demo_support,
    demo_onboarding,
    demo_desk,
    demo_mails,
)


async def load() -> bool:
    """Make the cast and tell the stories, once; False where the cast is there already."""
    ahead = clock.clock.ahead
    try:
        return await _load(clock.now())
    finally:
        clock.clock.ahead = ahead


@database.transaction
async def _load(today: datetime) -> bool:
    clock.clock.advance(seconds=(today - clock.now()).total_seconds(), days=-BEGINNING)
    if not await demo.load():
        return False
    await demo_people.make()
    await demo_entitlements.make()
    await demo_stories.tell([s for chapter in CHAPTERS for s in chapter.stories()], today)
    return True
