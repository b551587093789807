"""The command line: `admit serve`, `admit import` and what else operators run."""

import asyncio
import logging
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import strawberry
import typer
from rich.console import Console

import schema
from models import audit, database
from models.accounts import SmartAccount
from web import app, importing, mailer, server, worker
from web import demo as demo_pages
from web.housekeeping import Housekeeping
from web.settings import Settings

main = typer.Typer(no_args_is_help=True, add_completion=False, help="Who may enter an account.")
console = Console()

PRODUCTION = typer.Option("--production", help="Hide everything meant for development.")


@main.command()
def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="A fresh database with the demo people, gone at the end.")
    ] = False,
    production: Annotated[bool, PRODUCTION] = False,
    port: Annotated[int | None, typer.Option(help="Port; 0 picks a free one.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
) -> None:
    """Serve the API and, in development, its pages."""
    given: dict[str, Any] = {"port": port, "host": host, "production": production or None}
    chosen = {name: value for name, value in given.items() if value is not None}
    if not demo:
        return _serve(Settings(**chosen))
    with tempfile.TemporaryDirectory(prefix="admit-demo-") as folder:
        _serve(Settings(demo=True, database_url=f"sqlite://{folder}/demo.db", **chosen))


def _serve(settings: Settings) -> None:
    settings = settings.reachable()
    application, service = app.create(settings)

    def ready(address: str) -> None:
        console.print(f"Admit answers at [bold]{address}[/bold]", highlight=False)
        if settings.exploring:
            console.print(f"  GraphiQL            {address}/graphql", highlight=False)
        if demo_pages.is_open(settings):
            console.print(f"  Sign in as a demo person   {address}/demo", highlight=False)
            console.print("  or by header        Authorization: Bearer demo:ada   (rita, ben, ...)")
        if not settings.production:
            console.print(f"  Mailbox             {address}/dev/mail", highlight=False)

    server.serve(application, settings, ready, service.connections.stop)


@main.command()
def migrate() -> None:
    """Bring the database's tables up to date."""

    async def run() -> None:
        async with _database():
            console.print("The tables are up to date.")

    asyncio.run(run())


@main.command(name="worker")
def run_worker() -> None:
    """Send mails and do due work, beside servers that do not."""
    logging.basicConfig(level=logging.INFO)

    async def run() -> None:
        settings, stop = Settings(), asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        worker.due_work = [Housekeeping(settings)]
        async with _database(), worker.running(settings, mailer.transport_for(settings)):
            await stop.wait()

    asyncio.run(run())


@main.command(name="import")
def import_file(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help="CSV files of users and accounts."),
    ],
) -> None:
    """Import users and accounts from CSV: all good rows of a file at once, or none of it."""

    async def run() -> int:
        async with _database():
            return await importing.import_files(files, console)

    raise typer.Exit(asyncio.run(run()))


@main.command()
def sdl() -> None:
    """Print the schema."""
    typer.echo(schema.build(strawberry.Schema).as_str())


@main.command()
def verify_audit() -> None:
    """Check the hash chain of every account's log; exit 1 where one is broken."""

    async def run() -> int:
        async with _database():
            accounts = await SmartAccount.all().order_by("id")
            broken = {a.name: n for a in accounts if (n := await audit.broken_links(a))}
        for name, numbers in broken.items():
            console.print(f"[red]{name}[/red]: events {numbers} are missing or were changed")
        console.print(f"{len(accounts)} logs checked, {len(broken)} broken")
        return bool(broken)

    raise typer.Exit(asyncio.run(run()))


@asynccontextmanager
async def _database() -> AsyncIterator[None]:
    await database.connect(Settings().database_url)
    try:
        await database.migrate()
        yield
    finally:
        await database.close()
