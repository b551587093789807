"""The agreement that is accepted with the set-up, and what its creator hears of the set-up."""

from collections.abc import Iterator

import pytest
import pytest_asyncio

from models import agreements
from models.agreements import Terms
from models.mail import EmailMessage
from tests import applying, managing, shared
from tests.conftest import Ask, Served

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

CURSOR = "query { viewer { noticeCursor } }"
LIVE = """subscription($after: String) { viewerNotices(after: $after) {
  kind } }"""
AGREEMENT = """query($id: ID!) { accountApplication(id: $id) {
  agreement { name version url acceptedAt } } }"""


@pytest_asyncio.fixture(loop_scope="module")
async def nova(served: Served) -> None:
    """Nora and Noel are there."""
    await applying.cast()


@pytest.fixture
def terms() -> Iterator[Terms]:
    """An agreement that can be read, put back afterwards."""
    before, now = agreements.in_force(), Terms("7", "https://docs.example/agreement-7")
    agreements.use(now)
    yield now
    agreements.use(before)


async def test_the_agreement_is_shown_before_it_is_accepted(
    nova: None, ask: Ask, terms: Terms
) -> None:
    id = await applying.applied(ask)

    shown = (await ask(AGREEMENT, by="nora", id=id))["agreement"]

    assert shown == {
        "name": terms.name, "version": "7", "url": terms.url, "acceptedAt": None
    }  # fmt: skip


async def test_an_agreement_that_was_replaced_while_it_was_read_is_not_accepted(
    nova: None, ask: Ask, terms: Terms
) -> None:
    id = await applying.applied(ask)

    stale = await applying.set_up(ask, id, agreement="6")

    assert (stale["code"], stale["field"]) == ("INVALID_INPUT", ["agreement"])
    assert (await applying.row(id)).stage == "PENDING_SETUP"
    done = await applying.set_up(ask, id, agreement="7")
    assert done["application"]["stage"] == "ACTIVE"


async def test_who_sets_an_account_up_hears_of_it_once(
    nova: None, served: Served, ask: Ask
) -> None:
    own, noels = (
        await applying.applied(ask),
        await applying.for_noel(ask, domainIdentifier="nova-group.example"),
    )
    await applying.review(ask, noels)
    await applying.authorize(ask, await applying.secret())

    for who, id in (("nora", own), ("noel", noels)):
        after = (await ask(CURSOR, by=who))["noticeCursor"]
        done = await applying.set_up(ask, id, by=who)
        await applying.applied(ask, who, domainIdentifier=f"{who}.example")
        account = done["application"]["account"]["id"]
        await managing.act(ask, "updateSmartAccount", who, account=account, name="Other")
        told: list[str] = []
        async with served.client(who).watch(LIVE, after=after) as watch:
            # Both places have told what came last in them: one's own list, and the account.
            while "REQUEST_SUBMITTED" not in told or told.count("ACCOUNT_CHANGED") < 2:
                told.append((await watch.next())["kind"])
        assert told.count("REQUEST_ACTED_UPON") == 1, (who, told)
        assert "ROLE_GRANTED" in told


async def test_who_is_to_set_it_up_reads_who_approved_it_and_when(nova: None, ask: Ask) -> None:
    await applying.applied(ask)
    reviewed = await applying.to_review(ask)
    await applying.review(ask, reviewed)

    mails = EmailMessage.filter(kind="APPLICATION_SET_UP").order_by("created_at", "id")
    titles = [[block["title"] for block in mail.letter["blocks"]] for mail in await mails]

    assert titles == [
        ["Account", "Domain", "Requested by", "Request"],
        ["Account", "Domain", "Requested by", "Request", "Result"],
    ]
    last = (await mails)[1].letter["blocks"][-1]["rows"]
    assert list(last[0]) == ["Approved by", "Opal Operator"]
    assert last[1][0] == "Approved on" and last[1][1].endswith(" UTC")
