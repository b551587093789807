"""The database: connecting, migrating, and the one way to write.

Every write runs through `transaction`: in a task of its own that no cancelled request takes down,
with what must happen after the commit (waking listeners) done after it and never before.
"""

import asyncio
import hashlib
import logging
import random
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextvars import ContextVar
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import unquote, urlsplit

import asyncpg
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.exceptions import OperationalError
from tortoise.transactions import in_transaction

log = logging.getLogger("admit.database")

MIGRATIONS = Path(__file__).parent / "migrations"
STARTING_LOCK = 4_215_001
CONNECT_SECONDS = 10
# What a database that is away, broken or not ours answers with.
FAILURES = (OSError, sqlite3.Error, OperationalError, asyncpg.PostgresError, asyncpg.InterfaceError)
MODELS = [
    "models.users",
    "models.profiles",
    "models.sessions",
    "models.identities",
    "models.accounts",
    "models.agreements",
    "models.channels",
    "models.entitlements",
    "models.portal",
    "models.administrators",
    "models.onboarding",
    "models.onboarding_tries",
    "models.desk_thread",
    "models.roles",
    "models.requests",
    "models.applications",
    "models.support",
    "models.automation",
    "models.notices",
    "models.mail",
    "models.own_requests",
    "models.audit",
]
SQLITE_TYPES = {
    "UUID": "CHAR(36)",
    "TIMESTAMPTZ": "TIMESTAMP",
    "JSONB": "JSON",
    "BIGINT": "INTEGER",
}
# What SQLite takes as it is; keys, times and what is counted among texts become text.
PLAIN = frozenset({str, int, bool, float, bytes, type(None)})
LOST_RACES = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[P, Coroutine[Any, Any, T]]

_after: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit", default=None)
_running: set[asyncio.Task[Any]] = set()
_label = "sqlite"


async def connect(url: str, pool: int = 10) -> None:
    """Open the database and prove that it answers, or raise: a server that cannot write must not
    start."""
    global _label
    parts = urlsplit(url)
    _label = "sqlite" if parts.scheme == "sqlite" else "postgres"
    engine = _sqlite(url) if _label == "sqlite" else _postgres(url, pool)
    await Tortoise.init(
        config={
            "connections": {_label: engine},
            "apps": {"models": {"models": MODELS, "default_connection": _label}},
        },
        _enable_global_fallback=True,
    )
    try:
        await connection().execute_query("SELECT 1")
        if _label == "sqlite":
            await _assert_durable()
    except BaseException:
        await close()
        raise


def _sqlite(url: str) -> dict[str, Any]:
    path = url.removeprefix("sqlite://")
    sqlite3.connect(path).close()  # fails here and now, not in a thread that outlives the loop
    pragmas = {"busy_timeout": 10_000, "journal_mode": "WAL", "synchronous": "FULL"}
    return {"engine": "models.sqlite_backend", "credentials": {"file_path": path, **pragmas}}


def _postgres(url: str, pool: int) -> dict[str, Any]:
    parts = urlsplit(url)
    credentials = {
        "host": parts.hostname,
        "port": parts.port or 5432,
        "database": parts.path.lstrip("/"),
        "user": unquote(parts.username or "") or None,
        "password": unquote(parts.password or "") or None,
        "minsize": 0,  # none to keep alive, and to lament, while the database is away
        "maxsize": pool,
        "timeout": CONNECT_SECONDS,
    }
    return {"engine": "models.asyncpg_backend", "credentials": credentials}


async def _assert_durable() -> None:
    for pragma, expected in (("synchronous", 2), ("foreign_keys", 1)):
        row = (await connection().execute_query_dict(f"PRAGMA {pragma}"))[0]
        if next(iter(row.values())) != expected:
            raise OperationalError(
                f"SQLite refuses {pragma}={expected}; acknowledged acts could be lost"
            )


async def close() -> None:
    """Let running transactions end, then close: an open SQLite thread would keep the process
    alive."""
    while _running:
        await asyncio.wait(set(_running))
    await Tortoise.close_connections()


def connection() -> BaseDBAsyncClient:
    """The current transaction's connection, or the database's own."""
    return get_connection(_label)


def on_postgres() -> bool:
    """Whether the database is PostgreSQL."""
    return _label == "postgres"


async def fetch(sql: str, *values: Any) -> list[dict[str, Any]]:
    """Rows of a statement written with `?` placeholders; UUIDs and times are text on SQLite."""
    return await connection().execute_query_dict(*fitted(sql, values))


async def change(sql: str, *values: Any) -> list[Any]:
    """Change a few rows by their key, and give what the statement returns; placeholders are `?`.

    SQLite does it here and now within a transaction, without handing it to a thread.
    """
    client, fit = connection(), fitted(sql, values)
    at_once: Callable[..., Awaitable[list[Any]]] | None = getattr(client, "change", None)
    return await (at_once or client.execute_query_dict)(*fit)


def fitted(sql: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """A statement written with `?` placeholders, and its values, as the database wants them."""
    if on_postgres():
        return numbered(sql), list(values)
    return sql, [v if type(v) in PLAIN else str(v) for v in values]


@lru_cache(1_000)
def numbered(sql: str) -> str:
    """`?` placeholders as PostgreSQL wants them: `$1`, `$2` ..."""
    pieces = sql.split("?")
    return pieces[0] + "".join(f"${n}{piece}" for n, piece in enumerate(pieces[1:], 1))


def transaction(work: Work[P, T]) -> Work[P, T]:
    """Make a function one transaction: all of it is kept or none, and raising undoes it.

    It runs shielded in its own task, so that a client that hangs up changes nothing half-way.
    Called inside another transaction it joins that one.
    """

    @wraps(work)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if _after.get() is not None:
            return await work(*args, **kwargs)
        task = asyncio.create_task(_commit(lambda: work(*args, **kwargs)))
        _running.add(task)
        task.add_done_callback(_forget)
        return await asyncio.shield(task)

    return run


async def _commit(work: Callable[[], Coroutine[Any, Any, T]], tries: int = 8) -> T:
    after: list[Callable[[], None]] = []
    _after.set(after)
    while True:
        after.clear()
        tries -= 1
        try:
            async with in_transaction():
                result = await work()
        except LOST_RACES:
            # PostgreSQL undid one of two that waited for each other: do it again, but let the other
            # get ahead first, or they meet at the next lock that they take in opposite order.
            if not tries:
                raise
            await asyncio.sleep(random.uniform(0.1, 0.3))
        else:
            _announce(after)
            return result


def _announce(after: list[Callable[[], None]]) -> None:
    _after.set(None)  # what a callback starts is no part of this transaction
    for callback in after:
        try:
            callback()
        except Exception:
            log.exception("something failed after a commit, which stands")


def _forget(task: asyncio.Task[Any]) -> None:
    _running.discard(task)
    if not task.cancelled():
        # Seen here in case that nobody is left to see it: the caller may have hung up.
        task.exception()


def after_commit(callback: Callable[[], None]) -> None:
    """Call this once the current transaction has committed; at once where there is none."""
    pending = _after.get()
    if pending is None:
        callback()
    elif callback not in pending:
        pending.append(callback)


async def alone() -> None:
    """Let other processes that come here wait until this transaction ends; SQLite's do anyway."""
    if on_postgres():
        await connection().execute_query(f"SELECT pg_advisory_xact_lock({STARTING_LOCK})")


async def pending_migrations() -> list[str]:
    """Names of the migrations that have not been applied."""
    done = {row["name"] for row in await fetch("SELECT name FROM schema_migration")}
    return [file.name for file in _migrations() if file.name not in done]


def _migrations() -> list[Path]:
    return sorted(MIGRATIONS.glob("*.sql"))


async def migrate() -> list[str]:
    """Bring the tables up to date; two processes that start at once do it once."""
    return await _migrate()


@transaction
async def _migrate() -> list[str]:
    await alone()
    await connection().execute_query(
        "CREATE TABLE IF NOT EXISTS schema_migration"
        " (name VARCHAR(80) PRIMARY KEY, checksum CHAR(64) NOT NULL)"
    )
    done = {r["name"]: r["checksum"] for r in await fetch("SELECT * FROM schema_migration")}
    return [file.name for file in _migrations() if await _apply(file, done)]


async def _apply(file: Path, done: dict[str, str]) -> bool:
    text = await asyncio.to_thread(file.read_text)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    if file.name in done:
        if done[file.name] != checksum:
            raise OperationalError(f"{file.name} was changed after it had been applied")
        return False
    for statement in statements(text):
        await connection().execute_query(statement)
    await connection().execute_query(
        f"INSERT INTO schema_migration VALUES ('{file.name}', '{checksum}')"
    )
    log.info("applied %s", file.name)
    return True


def statements(text: str) -> Sequence[str]:
    """The statements of a migration, in the dialect of the database.

    Migrations are written once with PostgreSQL's type names; SQLite gets its own for them.
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    sql = "\n".join(lines)
    if not on_postgres():
        sql = " ".join(
            SQLITE_TYPES.get(word, word) for word in sql.replace("\n", " \n ").split(" ")
        )
    return [statement.strip() for statement in sql.split(";") if statement.strip()]
