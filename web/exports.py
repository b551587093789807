"""Downloads: an account's log as CSV, for programs and for spreadsheets."""

import csv
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import strawberry
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from models import clock, limits, log_exports, problems
from models.accounts import SmartAccount
from models.audit import AuditEvent
from models.roles import Right, Rights
from resolvers import audit, ids
from resolvers.audit import AuditEventFilter
from resolvers.context import Context
from web.auth import Principal

Authenticate = Callable[[HTTPConnection, dict[str, Any] | None], Awaitable[Principal]]
ContextFor = Callable[[HTTPConnection, Principal], Awaitable[Context]]

PAGE = 500
HOUR = timedelta(hours=1)
COLUMNS = ["number", "occurred_at", "actor", "action", "message", "thing", "hash"]
# A spreadsheet takes a cell that begins with one of these for a formula, and runs it.
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r")


class Refused(Exception):
    """An answer other than the file."""

    def __init__(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(text)
        self.response = PlainTextResponse(text, status, headers={**NEVER_KEPT, **(headers or {})})


NEVER_KEPT = {"Cache-Control": "no-store"}


def export_routes(authenticate: Authenticate, context_for: ContextFor) -> list[BaseRoute]:
    """`/accounts/<global id>/events.csv`, with the conditions of the log's filter."""

    async def events(request: Request) -> Response:
        try:
            context = await _context(request)
            return await _export(request, context)
        except Refused as refused:
            return refused.response

    async def _context(request: Request) -> Context:
        try:
            context = await context_for(request, await authenticate(request, None))
        except problems.Unauthenticated as refusal:
            raise Refused(401, refusal.message) from refusal
        if context.viewer is None:
            raise Refused(401, "Sign in first.")
        return context

    return [Route("/accounts/{id}/events.csv", events, methods=["GET"])]


async def _export(request: Request, context: Context) -> Response:
    account = await _account(context, request.path_params["id"])
    wanted = _filter(request)
    if audit.visible(await context.rights(), account, wanted) is None:
        raise Refused(403, "Your roles do not allow this.")
    name = re.sub(r"[^a-z0-9.-]", "_", account.domain_identifier)
    headers = {**NEVER_KEPT, "Content-Disposition": f'attachment; filename="events-{name}.csv"'}
    if request.method == "HEAD":
        return Response(headers=headers, media_type="text/csv; charset=utf-8")
    last = await _begin(context, account)
    lines = _lines(context, account, wanted, last)
    return StreamingResponse(lines, headers=headers, media_type="text/csv; charset=utf-8")


async def _account(context: Context, id: str) -> SmartAccount:
    kind, key = ids.parse(id) or ("", UUID(int=0))
    rights = await context.rights()
    if kind != "SmartAccount" or not rights.anywhere(Right.VIEW_ACCOUNT, key):
        raise Refused(404, "Not found")
    return await SmartAccount.get(id=key)


async def _begin(context: Context, account: SmartAccount) -> int:
    viewer = context.signed_in
    try:
        await limits.count("export", str(viewer.id), context.limits.exports_per_hour, HOUR)
    except problems.RateLimited as refusal:
        seconds = int((refusal.retry_at - clock.now()).total_seconds()) + 1
        raise Refused(429, refusal.message, {"Retry-After": str(seconds)}) from refusal
    return await log_exports.begin(viewer, account.id, context.address)


def _filter(request: Request) -> AuditEventFilter:
    given = request.query_params
    actor = given.get("actor")
    return AuditEventFilter(
        action=given.get("action"),
        text=given.get("text"),
        actor=strawberry.ID(actor) if actor else None,
        since=_moment(given.get("from"), "from"),
        before=_moment(given.get("before"), "before"),
    )


def _moment(text: str | None, name: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused(400, f"`{name}` is a moment such as 2026-11-22T14:05:30Z.") from error


async def _lines(
    context: Context, account: SmartAccount, wanted: AuditEventFilter, last: int
) -> AsyncIterator[str]:
    """The file, a page of the log at a time: however long the log is, one page is in memory."""
    yield _csv([COLUMNS])
    while page := await _page(context, account, wanted, last):
        yield _csv(_row(event) for event in page)
        last = (page[-1].number or 0) - 1


async def _page(
    context: Context, account: SmartAccount, wanted: AuditEventFilter, last: int
) -> list[AuditEvent]:
    """The next lines downwards from this number, as far as the viewer may see them by now."""
    if not await context.still_signed_in():
        return []
    query = audit.visible(await Rights.of(context.signed_in), account, wanted)
    if query is None:
        return []
    return await query.filter(number__lte=last).order_by("-number").limit(PAGE)


def _row(event: AuditEvent) -> list[str]:
    return [
        str(event.number),
        event.occurred_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        event.actor_name,
        event.action,
        event.message,
        event.thing,
        event.hash,
    ]


def _csv(rows: Any) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: str) -> str:
    """The cell as text that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(RUN_BY_SPREADSHEETS) else cell
