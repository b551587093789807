"""The floors' answers: what the API shows, made of rows by hand."""

import base64
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson


def pending(row: Any, roles: list[Any]) -> Any:
    """A request of W1's list."""
    return {
        "id": id_of("AccessRequest", row["id"]),
        "version": row["version"],
        "reason": row["reason"],
        "submittedAt": instant(row["submitted_at"]),
        "requester": {
            "id": id_of("User", row["requester"]),
            "username": row["username"],
            "fullName": row["full_name"],
            "email": row["email"],
        },
        "account": {"id": id_of("SmartAccount", row["account"]), "name": row["account_name"]},
        "currentRoles": roles,
    }


def paged(row: Any) -> Any:
    """A request of W6's list."""
    requester = {"id": id_of("User", row["requester"]), "username": row["username"]}
    return {**_request(row), "requester": {**requester, "fullName": row["full_name"]}}


def _request(row: Any) -> dict[str, Any]:
    return {
        "id": id_of("AccessRequest", row["id"]),
        "status": row["status"],
        "version": row["version"],
        "reason": row["reason"],
        "submittedAt": instant(row["submitted_at"]),
    }


def own(row: Any) -> Any:
    """A request of W2's list."""
    account = {
        "id": id_of("SmartAccount", row["account"]),
        "name": row["account_name"],
        "domainIdentifier": row["domain_identifier"],
    }
    by = None
    if row["acted_by_id"]:
        by = {"id": id_of("User", row["acted_by_id"]), "fullName": row["acted_by"]}
    acted = row["acted_at"] and instant(row["acted_at"])
    return {**_request(row), "actedAt": acted, "account": account, "actedBy": by}


def page(rows: Sequence[Any], nodes: list[Any], column: str, size: int = 50) -> Any:
    """A connection as the API shows it."""
    end = _cursor(rows[:size][-1], column) if rows else None
    return {"pageInfo": {"hasNextPage": len(rows) > size, "endCursor": end}, "nodes": nodes}


def _cursor(row: Any, column: str) -> str:
    parts = orjson.dumps([column, instant(row[column]), UUID(str(row["id"])).hex])
    return base64.urlsafe_b64encode(parts).decode().rstrip("=")


def as_json(value: Any) -> str:
    """JSON as text."""
    return orjson.dumps(value).decode()


def id_of(kind: str, key: Any) -> str:
    """A global id."""
    text = key.replace("-", "") if isinstance(key, str) else key.hex
    return base64.urlsafe_b64encode(f"{kind}:{text}".encode()).decode().rstrip("=")


def decode(id: str) -> str:
    """What is in a global id or a cursor."""
    return base64.urlsafe_b64decode(id + "=" * (-len(id) % 4)).decode()


def key_of(id: str) -> UUID:
    """The key in a global id."""
    return UUID(decode(id).partition(":")[2])


def instant(moment: Any) -> str:
    """A moment as the API shows it."""
    return moment.replace(" ", "T") if isinstance(moment, str) else str(moment.isoformat())


def decided(row: Any, won: bool) -> Any:
    """The winner's request, or for the others who won."""
    winner = {"id": id_of("User", row["acted_by_id"]), "username": row["acted_by"]}
    if not won:
        lost = {"__typename": "AlreadyActedUpon", "code": "ALREADY_ACTED_UPON"}
        return {"approveAccessRequest": {**lost, "actedBy": winner}}
    return {
        "approveAccessRequest": {
            "__typename": "AccessRequest",
            "id": id_of("AccessRequest", row["id"]),
            "status": row["status"],
            "version": row["version"],
            "actedBy": winner,
        }
    }
