"""An account's log: filtered, and taken away as CSV without running anything or filling memory."""

import csv
import io
import tracemalloc
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio

from models import audit, clock, database, keys, sessions
from models.accounts import SmartAccount
from models.audit import AuditEvent
from models.roles import RIGHTS, Right, Role
from resolvers import ids
from tests import giving, managing, shared, steps
from tests.conftest import Ask, Served
from tests.giving import Place
from tests.managing import create

service, served, acme = shared.service, shared.served, giving.acme
pytestmark = pytest.mark.asyncio(loop_scope="module")

EVENTS = """query($id: ID!, $filter: AuditEventFilter) { smartAccount(id: $id) {
  events(first: 100, filter: $filter) { nodes {
    number action message thing actorName actor { username } occurredAt } } } }"""
NODE = "query($id: ID!) { node(id: $id) { __typename id } }"


async def events(ask: Ask, by: str = "ada", **filter: Any) -> list[dict[str, Any]]:
    """The log as somebody sees it, newest first."""
    shown = await ask(EVENTS, by=by, id=await steps.acme_id(), filter=filter)
    return shown["events"]["nodes"]  # type: ignore[no-any-return]


async def download(served: Served, by: str | None = "ada", **query: str) -> Any:
    """The export as somebody gets it."""
    path = f"/accounts/{await steps.acme_id()}/events.csv"
    return await served.client(by).http.get(path, params=query)


def read(response: Any) -> list[dict[str, str]]:
    """The rows of an export."""
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


@pytest_asyncio.fixture(loop_scope="module")
async def happened(ask: Ask, acme: Place) -> datetime:
    """Ada grants a role and makes a virtual account; two hours later Ben does. When Ada was
    done."""
    await acme.grant("ada", "rita", "SMART_ACCOUNT_USER")
    await create(ask, "Wing", "Lab")
    moment = clock.now()
    clock.clock.advance(hours=2)
    await acme.grant("ben", "dana", "VIRTUAL_ACCOUNT_USER", "Lab")
    await create(ask, "Hall", by="ben")
    return moment


async def test_the_log_is_filtered_by_who_and_when(ask: Ask, happened: datetime) -> None:
    ben, hour = await managing.key_of("ben"), timedelta(hours=1)
    later = (happened + hour).isoformat()

    async def actors(**filter: Any) -> list[str]:
        return [event["actor"]["username"] for event in await events(ask, **filter)]

    assert await actors() == ["ben", "ben", "ada", "ada"]
    assert await actors(actor=ben) == ["ben", "ben"]
    assert await actors(**{"from": later}) == ["ben", "ben"]
    assert await actors(before=later) == ["ada", "ada"]
    assert await actors(**{"from": later, "before": later}) == []
    assert await actors(actor=ben, action="role_granted") == ["ben"]
    assert await actors(actor=ben, text="rita") == []
    assert await actors(actor=await steps.acme_id()) == []
    assert await actors(actor="nonsense") == []


async def test_a_line_leads_to_what_it_is_about(ask: Ask, happened: datetime) -> None:
    shown = await events(ask)

    kinds = []
    for event in shown:
        thing = await ask(NODE, by="ada", id=event["thing"])
        assert thing["id"] == event["thing"]
        kinds.append(thing["__typename"])
    assert kinds == ["VirtualAccount", "User", "VirtualAccount", "User"]
    await AuditEvent.all().update(thing=str(keys.uuid7()))
    assert {event["thing"] for event in await events(ask)} == {None}


async def test_an_export_has_the_lines_of_the_log(
    ask: Ask, served: Served, happened: datetime
) -> None:
    shown = await events(ask)

    response = await download(served)

    rows = read(response)
    assert [row["number"] for row in rows] == [str(event["number"]) for event in shown]
    assert [row["message"] for row in rows] == [event["message"] for event in shown]
    assert [row["thing"] for row in rows] == [event["thing"] for event in shown]
    assert [row["actor"] for row in rows] == [event["actorName"] for event in shown]
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-frame-options"] == "DENY"
    disposition = response.headers["content-disposition"]
    assert disposition == 'attachment; filename="events-acme.example.csv"'


async def test_an_export_is_a_line_of_the_log_itself(ask: Ask, served: Served) -> None:
    await create(ask, "Wing")
    first = read(await download(served, by="ben"))
    second = read(await download(served))

    assert [row["action"] for row in first] == ["account_changed"]
    assert [row["action"] for row in second] == ["log.exported", "account_changed"]
    assert second[0]["message"] == "Ben Boss exported the log"
    assert await audit.broken_links(await steps.acme()) == []


async def test_an_export_takes_the_filters_of_the_log(
    ask: Ask, served: Served, happened: datetime
) -> None:
    later = (happened + timedelta(hours=1)).isoformat()
    ben = await managing.key_of("ben")

    assert len(read(await download(served, **{"from": later}, actor=ben))) == 2
    assert len(read(await download(served, before=later, action="role_granted"))) == 1
    assert len(read(await download(served, text="Wing"))) == 1
    assert read(await download(served, actor="nonsense")) == []
    for query in ({"from": "soon"}, {"before": "2026-13-01"}):
        assert (await download(served, **query)).status_code == 400


@pytest.mark.parametrize("role", list(Role))
async def test_an_export_shows_what_the_log_shows_to_that_role(
    ask: Ask, acme: Place, served: Served, happened: datetime, role: Role
) -> None:
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", role, *([] if role.account_wide else ["Lab"]))
    cell = RIGHTS[Right.VIEW_EVENTS].split()[list(Role).index(role)]

    response = await download(served, by="ida", before=clock.now().isoformat())

    if cell == "-":
        assert response.status_code == 403
        return
    shown = {row["message"] for row in read(response)}
    seen = {m for m in shown if any(n in m for n in ("Rita", "Hall"))}
    assert any("Wing" in message for message in shown)
    assert bool(seen) == (cell == "Y")


async def test_an_export_is_for_who_is_signed_in_and_knows_the_account(
    ask: Ask, served: Served
) -> None:
    account = await steps.acme_id()
    assert (await download(served, by=None)).status_code == 401
    assert (await download(served, by="rita")).status_code == 404
    ada = served.client("ada").http
    for key in ("nonsense", steps.unknown("SmartAccount"), await managing.key_of("ada")):
        assert (await ada.get(f"/accounts/{key}/events.csv")).status_code == 404
    wrong = {"Authorization": "Bearer wrong"}
    refused = await ada.get(f"/accounts/{account}/events.csv", headers=wrong)
    assert refused.status_code == 401
    assert (await ada.post(f"/accounts/{account}/events.csv")).status_code == 405
    assert await AuditEvent.filter(action="log.exported").count() == 0


async def test_a_cookie_counts_only_from_our_own_pages(served: Served) -> None:
    secret = await sessions.open_session(await steps.user("ada"), 1)
    client = served.client().http
    path = f"/accounts/{await steps.acme_id()}/events.csv"

    async def status(**headers: str) -> int:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        given["Cookie"] = f"admit_session={secret}"
        return int((await client.get(path, headers=given)).status_code)

    assert await status() == 200
    assert await status(Sec_Fetch_Site="same-origin") == 200
    assert await status(Sec_Fetch_Site="cross-site") == 401
    assert await status(Origin="https://evil.example") == 401


async def test_asking_for_the_headers_alone_exports_nothing(served: Served) -> None:
    path = f"/accounts/{await steps.acme_id()}/events.csv"

    response = await served.client("ada").http.head(path)

    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert await AuditEvent.filter(action="log.exported").count() == 0


async def test_exports_of_one_user_are_limited(served: Served) -> None:
    shared.limit(served, exports_per_hour=2)

    statuses = [(await download(served)) for _ in range(3)]

    assert [response.status_code for response in statuses] == [200, 200, 429]
    assert 1 <= int(statuses[2].headers["retry-after"]) <= 3601
    assert (await download(served, by="ben")).status_code == 200


async def test_no_cell_is_a_formula(ask: Ask, served: Served) -> None:
    formulas = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\tx", "\rx"]
    account = await steps.acme()
    await _write(account, [(text, text) for text in formulas])

    rows = read(await download(served))

    written = [row["message"] for row in rows] + [row["actor"] for row in rows]
    assert written == [f"'{text}" for text in formulas[::-1]] * 2
    assert {row["action"] for row in rows} == {"bulk"}


@database.transaction
async def _write(account: SmartAccount, told: list[tuple[str, str]]) -> None:
    """Add lines to the log, by actor and message."""
    first = account.audit_seq + 1
    at = clock.now()
    await AuditEvent.bulk_create(
        [
            AuditEvent(
                account_id=account.id,
                number=first + n,
                action="bulk",
                actor_name=actor,
                thing=ids.of(account),
                message=message,
                address="",
                occurred_at=at,
                hash="0" * 64,
            )
            for n, (actor, message) in enumerate(told)
        ],
        batch_size=500,
    )
    await SmartAccount.filter(id=account.id).update(audit_seq=first + len(told) - 1)


@pytest.mark.slow
async def test_an_export_of_20_000_lines_is_never_in_memory_as_a_whole(
    ask: Ask, served: Served
) -> None:
    account = await steps.acme()
    await _write(account, [("Somebody", f"{n} {'x' * 500}") for n in range(20_000)])
    path = f"/accounts/{ids.of(account)}/events.csv"
    rows = size = 0

    async with served.client("ada").http.stream("GET", path) as response:
        tracemalloc.start()
        async for chunk in response.aiter_bytes():
            rows, size = rows + chunk.count(b"\r\n"), size + len(chunk)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert rows == 20_001
    assert size > 12_000_000
    assert peak < 8_000_000


@pytest.mark.slow
async def test_an_export_ends_where_the_right_to_see_the_log_ends(
    acme: Place, served: Served
) -> None:
    await giving.person("ida", "acme.example")
    await acme.grant("ada", "ida", "SMART_ACCOUNT_VIEWER")
    await _write(await steps.acme(), [("Somebody", "x" * 1500) for _ in range(8_000)])
    path = f"/accounts/{acme.id}/events.csv"

    async with served.client("ida").http.stream("GET", path) as response:
        rows = 0
        async for chunk in response.aiter_bytes():
            if not rows:
                await acme.remove("ada", "ida")
            rows += chunk.count(b"\r\n")

    assert 0 < rows < 8_000
