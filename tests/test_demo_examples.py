"""The demo shows every state that a thing can be in, and does so only once."""

import itertools
import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Any

import pytest
import pytest_asyncio
from starlette.routing import compile_path
from tortoise import Tortoise
from tortoise.models import Model

from models import audit, clock, database, demo_examples, timers
from models.accounts import SmartAccount
from models.channels import Channel
from models.entitlements import Contract, Device, SupportAccess
from models.mail import EmailKind, EmailMessage, EmailStatus
from models.notices import Notice, Place
from models.requests import AccessRequest
from models.roles import Origin, RoleAssignment
from models.users import User
from tests import readme, services, shared
from tests.conftest import LIFTED, Served, serving
from web import console_pages
from web import demo as demo_page
from web.settings import Settings

pytestmark = pytest.mark.asyncio(loop_scope="module")

# What no row can be: another kind of request ends like that, or waits for those, or a step is
# taken together with the next one.
NEVER = {
    "AccountApplication.stage": {"SUBMITTED"},
    "SupportAccessRequest.status": {"EXPIRED"},
    "SupportAccessRequest.end_cause": {"ACCOUNT_DEACTIVATED"},
    "AccessRequest.end_cause": {"NOT_ANSWERED"},
    "SupportAccessRequest.waits_for": {
        "ACCOUNT_ADMINISTRATORS", "DELEGATED_ADMINISTRATORS", "OPERATORS", "NOMINEE", "REQUESTER",
    },
}  # fmt: skip
# What is no state but a wish, or any refusal; and the list of all requests, which shows the rows of
# other tables.
NO_STATES = {"AccessRequest.proposed_role", "AutomationRule.role", "EntitlementTry.problem"}
NOT_OF_THE_DEMO = {"Session", "OwnRequest"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served(
    postgres: str | None, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """The demo as `admit serve --demo` makes it, served."""
    path = tmp_path_factory.mktemp("examples") / "demo.db"
    url = await services.fresh_database(postgres) if postgres else f"sqlite://{path}"
    await database.connect(url)
    await database.migrate()
    assert await demo_examples.load()
    await database.close()
    given: dict[str, Any] = {**LIFTED, "demo": True, "worker_in_server": False}
    async with serving(Settings(database_url=url, **given)) as running:
        yield running
    if postgres:
        await services.drop_database(url)


def columns() -> Iterator[tuple[type[Model], str, str, set[str]]]:
    """Every column of every table that takes one of several values, and these values."""
    for model in (Tortoise.apps or {})["models"].values():
        for name, field in model._meta.fields_map.items():
            kind = getattr(field, "enum_type", None)
            if kind and issubclass(kind, StrEnum) and model.__name__ not in NOT_OF_THE_DEMO:
                yield model, name, field.source_field or name, {str(value) for value in kind}


async def missing() -> dict[str, set[str]]:
    """Of which values of which columns there is no example."""
    found: dict[str, set[str]] = {}
    for model, name, column, values in columns():
        table = model._meta.db_table
        there = await database.fetch(f'SELECT DISTINCT "{column}" AS value FROM "{table}"')
        if left := values - {row["value"] for row in there}:
            found[f"{model.__name__}.{name}"] = left
    return found


@pytest.mark.usefixtures("served")
async def test_there_is_an_example_of_every_state_of_everything() -> None:
    assert len(list(columns())) > 30

    found = await missing()

    assert {name: left for name, left in found.items() if name not in NO_STATES} == NEVER


@pytest.mark.usefixtures("served")
async def test_roles_stand_for_a_time_or_not_yet_and_came_about_in_every_way() -> None:
    now = clock.now()
    standing = await RoleAssignment.standing()

    assert any(role.ends_at for role in standing)
    assert any(role.starts_at and role.starts_at > now for role in standing)
    assert {role.origin for role in await RoleAssignment.all()} == set(Origin)
    assert await SmartAccount.filter(needs_admin=True, status="ACTIVE").exists()


@pytest.mark.usefixtures("served")
async def test_some_requests_wait_alone_and_others_were_reminded_of_or_answered_by_a_rule() -> None:
    waiting = await AccessRequest.filter(status="PENDING")

    assert any(not request.reminders + request.automatic_reminders for request in waiting)
    assert any(request.reminders and request.automatic_reminders for request in waiting)
    assert await AccessRequest.filter(status="APPROVED").exclude(acted_by_rule="").exists()
    declined = AccessRequest.filter(status="DECLINED", acted_by_rule="")
    assert await declined.filter(decision_reason="").exists()
    assert await declined.exclude(decision_reason="").exists()


@pytest.mark.usefixtures("served")
async def test_every_link_in_a_mail_leads_to_a_screen_of_the_console() -> None:
    mails = await EmailMessage.all()
    screens = [compile_path(screen)[0] for screen in console_pages.SCREENS]

    paths = {link["path"] for mail in mails for link in mail.letter.get("links", [])}

    assert {mail.kind for mail in mails} == set(EmailKind)
    assert not [path for path in paths if not any(screen.match(path) for screen in screens)]


@pytest.mark.usefixtures("served")
async def test_loading_it_twice_changes_nothing() -> None:
    before = await shared.rows()

    assert not await demo_examples.load()

    assert await shared.rows() == before
    assert clock.clock.ahead.total_seconds() == 0


@pytest.mark.usefixtures("served")
async def test_the_logs_and_the_notices_are_whole() -> None:
    places: list[Place] = [*await SmartAccount.all(), *await Channel.all()]
    for place in places:
        assert await audit.broken_links(place) == [], place.name
        column = "account_id" if isinstance(place, SmartAccount) else "channel_id"
        told = await Notice.filter(**{column: place.id}).order_by("seq")
        assert [notice.seq for notice in told] == list(range(1, place.seq + 1)), place.name
        moments = [notice.occurred_at for notice in told]
        pauses = [later - earlier for earlier, later in itertools.pairwise(moments)]
        # A decision has the time of its first statement, before what it brings about.
        assert all(pause > timedelta(seconds=-5) for pause in pauses), place.name


@pytest.mark.usefixtures("served")
async def test_nothing_is_due_at_the_start() -> None:
    now = clock.now()

    assert not await EmailMessage.filter(status=EmailStatus.QUEUED, due_at__lte=now).exists()
    assert not await timers.late_by(now)
    assert not await Notice.filter(occurred_at__gt=now).exists()


@pytest.mark.usefixtures("served")
async def test_the_race_begins_from_a_clean_slate() -> None:
    acme = await SmartAccount.get(name="ACME", type="CUSTOMER")
    rita = await User.get(username="rita")

    assert acme.seq == 0
    assert not await AccessRequest.filter(account_id=acme.id).exists()
    assert not await AccessRequest.filter(requester_id=rita.id).exists()
    assert not await RoleAssignment.filter(user_id=rita.id).exists()


async def test_everybody_of_the_page_is_there_and_can_be_signed_in(served: Served) -> None:
    people = [*demo_page.PEOPLE, *demo_page.OTHERS]

    assert all([await served.service.sign_in_demo(person.username) for person in people])
    everybody = [user.username for user in await User.filter(active=True)]
    assert sorted(everybody) == sorted(person.username for person in people)


TOUR = readme.rows("A tour of the demo")


@pytest.mark.parametrize("row", TOUR, ids=[row[0] for row in TOUR])
async def test_the_tour_leads_to_what_it_names(served: Served, row: list[str]) -> None:
    what, who, query, named = row
    asking = served.client(who.strip("`"))

    answer = await asking.answer(f"{{ {query.strip('`')} }}")

    assert "errors" not in answer, answer
    told = json.dumps(answer, ensure_ascii=False)
    states = [word for word in what.split("`")[1::2] if word.isupper()]
    assert [name for name in [*states, *named.split(", ")] if name not in told] == []


@pytest.mark.parametrize(
    ("who", "number", "serial"), [("rita", "10001", "SN-10001-1"), ("uma", "20002", "SN-20002-1")]
)
@pytest.mark.usefixtures("served")
async def test_the_numbers_to_register_with_are_on_the_profile(
    who: str, number: str, serial: str
) -> None:
    found = await Contract.get(number=number)

    assert found.entitles
    assert await SupportAccess.filter(user__username=who, contract_id=found.id).exists()
    assert await Device.filter(contract_id=found.id, serial_number=serial).exists()
    assert f"{number} " in readme.text() and serial in readme.text()
