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
from tortoise.exceptions import BaseORMException

import schema
from models import audit, database, demo_examples, digests, timers
from models.accounts import SmartAccount
from models.channels import Channel
from models.notices import Place
from web import app, importing, mailer, server, worker
from web import demo as demo_pages
from web.buses import choosing
from web.housekeeping import Housekeeping
from web.settings import Settings

main = typer.Typer(no_args_is_help=True, add_completion=False, help="Who may enter an account.")
console = Console()

UNUSABLE = (*database.FAILURES, BaseORMException)

PRODUCTION = typer.Option("--production", help="Hide everything meant for development.")


@main.command()
def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="A fresh database with the demo people, gone at the end.")
    ] = False,
    production: Annotated[bool, PRODUCTION] = False,
    port: Annotated[int | None, typer.Option(help="Port; 0 picks a free one.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    workers: Annotated[int | None, typer.Option(help="Server processes on the port.")] = None,
) -> None:
    """Serve the console and the API and, in development, pages for who builds on it."""
    given: dict[str, Any] = {"port": port, "host": host, "workers": workers}
    given["production"] = production or None
    chosen = {name: value for name, value in given.items() if value is not None}
    if not demo:
        return _serve(Settings(**chosen))
    with tempfile.TemporaryDirectory(prefix="admit-demo-") as folder:
        _serve(Settings(demo=True, database_url=f"sqlite://{folder}/demo.db", **chosen))


def _serve(settings: Settings) -> None:
    settings = settings.reachable()
    asyncio.run(_prepare(settings))
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

    server.serve(application, settings, ready, service.stop)


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
        worker.due_work = [timers.run_due, digests.make_due, Housekeeping(settings)]
        transport = mailer.transport_for(settings)
        async with (
            _database(),
            choosing.in_use(settings),
            worker.running(settings, transport, stop),
        ):
            console.print("The worker is at work.", highlight=False)
            await stop.wait()

    asyncio.run(run())


@main.command(name="import", help=importing.HELP)
def import_file(
    files: Annotated[
        list[Path],
        typer.Argument(exists=True, dir_okay=False, help="CSV files, each of one kind."),
    ],
    strict: Annotated[
        bool, typer.Option("--strict", help="Import nothing of a file that has a bad row.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Import nothing, but tell what would be.")
    ] = False,
) -> None:
    """Import CSV files; the header tells the kind."""

    async def run() -> int:
        errors = Console(stderr=True)
        async with _database(), choosing.in_use(Settings()):
            return await importing.import_files(files, errors, strict=strict, dry=dry_run)

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
            logs: list[Place] = [*await SmartAccount.all().order_by("id")]
            logs += await Channel.all().order_by("id")
            broken = {log.name: n for log in logs if (n := await audit.broken_links(log))}
        for name, numbers in broken.items():
            console.print(f"[red]{name}[/red]: events {numbers} are missing or were changed")
        console.print(f"{len(logs)} logs checked, {len(broken)} broken")
        return bool(broken)

    raise typer.Exit(asyncio.run(run()))


@asynccontextmanager
async def _database() -> AsyncIterator[None]:
    await _open_database(Settings().database_url)
    try:
        yield
    finally:
        await database.close()


async def _prepare(settings: Settings) -> None:
    """Without its database nothing starts; the cause is told before all else."""
    await _open_database(settings.database_url)
    try:
        if settings.demo:
            await demo_examples.load()
    finally:
        await database.close()


async def _open_database(url: str) -> None:
    try:
        await database.connect(url)
        try:
            for name in await database.migrate():
                typer.echo(f"Applied {name}", err=True)
        except BaseException:
            await database.close()
            raise
    except UNUSABLE as error:
        cause = str(error) or "it does not answer"
        typer.echo(f"The database cannot be used: {cause}", err=True)
        raise typer.Exit(1) from None
