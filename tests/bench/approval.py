"""The floors' approval: everything that one leaves behind, in as few statements as it takes."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from models import keys
from tests.bench import rows, shapes, statements
from tests.bench.drivers import Driver, Use

Row = Sequence[Any]


class Refused(Exception):
    """Nobody with this token, or nobody who may."""


async def approve(driver: Driver, token: str, request_id: Any) -> Any:
    """The request with who answered it, and whether that was this call: one transaction."""
    async with driver.writing() as use:
        by = await signed_in(use, statements.CALLER, keys.digest(token))
        now = driver.time(datetime.now(UTC))
        won = await use(statements.SETTLE, by["id"], now, now, request_id, by["id"])
        (request,) = await use(statements.REQUEST, request_id)
        may = by["id"], request["account_id"]
        if won:
            lock = statements.LOCK.replace(":lock", driver.lock)
            (account,) = await use(lock, request["account_id"])
            await signed_in(use, statements.MAY_DECIDE, *may)
            await _grant(driver, use, request, account, by, now)
        else:
            await signed_in(use, statements.MAY_DECIDE, *may)
    return request, bool(won)


async def signed_in(use: Use, sql: str, *values: Any) -> Any:
    """The one row that shows that somebody may do this."""
    found = await use(sql, *values)
    if not found:
        raise Refused
    return found[0]


async def _grant(driver: Driver, use: Use, one: Any, account: Any, by: Row, now: Any) -> None:
    await use(statements.CANCEL_MAILS, one["id"])
    role, event = driver.key(keys.uuid7()), driver.key(keys.uuid7())
    seq = account["seq"] + 1
    await use(
        statements.GRANT, role, one["account_id"], one["requester_id"], one["email_domain"],
        by[0], now, one["id"], seq,
    )  # fmt: skip
    ((mine,),) = await use(statements.COUNT, one["requester_id"])
    told = {"reason": one["reason"], "roles": ["Smart Account User"]}
    facts = shapes.as_json({"message": f"{by[1]} approved", **told})
    await use(
        statements.NOTICE, driver.key(keys.uuid7()), one["account_id"], seq,
        one["requester_id"], mine, one["id"], by[0], facts, now,
    )  # fmt: skip
    line = [account["audit_hash"], str(event), seq, str(by[0]), one["reason"], str(now)]
    chained = hashlib.sha256(shapes.as_json(line).encode()).hexdigest()
    await use(
        statements.EVENT, event, one["account_id"], account["audit_seq"] + 1, by[0], by[1],
        str(one["id"]), f"{by[1]} approved {one['full_name']}", now, chained,
    )  # fmt: skip
    await use(statements.ADVANCE, chained, one["account_id"])
    await use(statements.GRANTED, rows.GRANTED, one["id"])
    await _mails(driver, use, one, by, now, f"Access request - {account['name']} - Approved")


async def _mails(driver: Driver, use: Use, one: Any, by: Row, now: Any, subject: str) -> None:
    admins = await use(statements.ADMINS, one["account_id"])
    people = [(one["requester_id"], one["email"], one["full_name"]), *admins]
    letter = _letter(one, by)
    mails = [
        (
            driver.key(keys.uuid7()), person[1], person[2], subject, letter, now, now,
            one["id"], one["account_id"], person[0],
        )
        for person in people
        if person[0] != by[0]
    ]  # fmt: skip
    await use.many(statements.MAIL, mails)


def _letter(row: Any, by: Row) -> str:
    shown = [["Name", row["full_name"]], ["Address", row["email"]], ["By", by[1]]]
    return shapes.as_json(
        {
            "heading": "Access request approved",
            "greeting": f"Dear {row['full_name']}",
            "paragraphs": ["Your request to enter the account was approved.", row["reason"]],
            "blocks": [{"title": "Account", "rows": shown}, {"title": "Result", "rows": shown}],
            "links": [{"label": "Go to your access", "path": "/access"}],
        }
    )
