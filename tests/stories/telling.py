"""How a story is told: people at their screens, their mailboxes, and what is told them live."""

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from models import clock
from models.demo import PASSWORD
from tests import steps
from tests.client import Client, Watch
from tests.conftest import Served

Shown = dict[str, Any]

HELP = "https://help.example/ask"
SIGN_IN = """mutation($username: String!, $password: String!) {
  signIn(input: {username: $username, password: $password}) {
    __typename ... on Viewer { user { username } } ... on Problem { code } } }"""
CURSOR = "query { viewer { noticeCursor } }"
TOLD = """kind outcome message actedAt accountName requesterName roles reason
  actedBy { username fullName } about { id status version viewerCanDecide { allowed } }"""
LIVE = f"subscription($after: String) {{ viewerNotices(after: $after) {{ {TOLD} }} }}"
ACTED = f"""subscription($account: ID!, $after: String) {{
  requestActedUpon(accountId: $account, after: $after) {{ {TOLD} }} }}"""
DESCRIPTION = """query($name: String!) { __type(name: $name) { description
  inputFields { name description } enumValues { name description } } }"""
DEPLOYMENT = "query { deployment { productName supportUrl } }"

_ROW = re.compile(r'<td>([^<]*)</td>\s*<td><a href="(/dev/mail/[^"]+)">([^<]*)</a></td>')
_TEXT = re.compile(r'<pre class="letter">(.*?)</pre>', re.S)
_HEADERS = re.compile(r"<dt>([^<]*)</dt>\s*<dd>([^<]*)</dd>")


@dataclass(frozen=True)
class Letter:
    """A mail as its reader sees it."""

    headers: dict[str, str]
    text: str
    html: str

    @property
    def subject(self) -> str:
        """What stands in the list of mails."""
        return self.headers["Subject"]

    @property
    def blocks(self) -> dict[str, dict[str, str]]:
        """The titled tables, each by label."""
        found: dict[str, dict[str, str]] = {}
        title = ""
        for line in self.text.splitlines():
            if line.startswith("  "):
                label, _, value = line.strip().partition(": ")
                found.setdefault(title, {})[label] = value
            else:
                title = line
        return found

    @property
    def quote(self) -> str:
        """What somebody wrote, as it is quoted; empty where nobody wrote anything."""
        lines = [line[2:] for line in self.text.splitlines() if line.startswith("> ")]
        return "\n".join(lines)

    @property
    def links(self) -> dict[str, str]:
        """The paths that its links lead to, by their words; the help's address is none of them."""
        found = re.findall(r"^(.+):\n(https?://\S+)$", self.text, re.M)
        return {label: urlsplit(address).path for label, address in found}


class Story:
    """A service with the cast, and everybody's screen."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.people: dict[str | None, Client] = {}
        self.nobody = served.client()
        # What one chapter leaves to the next, by name.
        self.kept: dict[str, str] = {}

    async def ask(self, document: str, *, by: str | None = None, **variables: Any) -> Any:
        """What somebody's screen shows, or what comes of what they do there."""
        client = self.people.get(by) or self.people.setdefault(by, self.served.client(by))
        return await client.ask(document, **variables)

    async def sign_in(self, username: str, password: str = PASSWORD) -> Shown:
        """Sign in with name and password; from now on the browser's cookie says who it is."""
        browser = self.served.client()
        browser.http.headers["Origin"] = self.served.url
        answer = await browser.ask(SIGN_IN, username=username, password=password)
        self.people[username] = browser
        return answer

    async def press(self, by: str, path: str) -> tuple[int, str]:
        """Press the button of a linked page: the status, and what the page then says."""
        browser = self.people.get(by) or self.people.setdefault(by, self.served.client(by))
        page = await browser.http.post(path, headers={"Origin": self.served.url})
        return page.status_code, page.text

    async def open(self, path: str) -> tuple[int, str]:
        """Open a linked page as anybody can, a mail scanner too."""
        page = await self.nobody.http.get(path)
        return page.status_code, page.text

    @asynccontextmanager
    async def screen(self, who: str, **account: str) -> AsyncIterator[Watch]:
        """Somebody has a page open, their own or an account's requests, and is told over a
        WebSocket what happens from now on."""
        after = (await self.ask(CURSOR, by=who))["noticeCursor"]
        document = ACTED if account else LIVE
        async with self.served.client(who).watch(document, after=after, **account) as watch:
            yield watch

    async def readers(self, subject: str) -> list[str]:
        """Whose mailboxes hold a mail with exactly this subject: a name for each mail."""
        return sorted(
            to.partition("@")[0] for to, _, about in await self._listed("") if about == subject
        )

    async def subjects(self, to: str) -> list[str]:
        """What stands in somebody's mailbox, the oldest first."""
        return [subject for _, _, subject in reversed(await self._listed(f"{to}@"))]

    async def mail(self, to: str, subject: str) -> Letter:
        """The newest mail to somebody with exactly this subject."""
        listed = await self._listed(f"{to}@")
        return await self._letter(next(path for _, path, about in listed if about == subject))

    async def dead_links(self) -> list[str]:
        """The links of all mails that lead to no page."""
        letters = [await self._letter(path) for _, path, _ in await self._listed("")]
        assert 0 < len(letters) < 100, "the mailbox has one page"
        paths = sorted({path for letter in letters for path in letter.links.values()})
        return [path for path in paths if (await self.open(path))[0] >= 400]

    async def _letter(self, path: str) -> Letter:
        """A mail by its place in the mailbox."""
        page = (await self.nobody.http.get(path)).text
        (text,) = _TEXT.findall(page)
        headers = {name: html.unescape(value) for name, value in _HEADERS.findall(page)}
        as_html = (await self.nobody.http.get(f"{path}/html")).text
        return Letter(headers, html.unescape(text), as_html)

    async def _listed(self, to: str) -> list[tuple[str, str, str]]:
        """The rows of the mailbox's page, the newest first: to whom, where, about what."""
        page = await self.nobody.http.get("/dev/mail", params={"to": to})
        rows = _ROW.findall(page.text)
        return [(html.unescape(a), path, html.unescape(subject)) for a, path, subject in rows]

    async def described(self, name: str) -> dict[str, str]:
        """What the schema says of an input's fields or an enum's values."""
        shown = await self.ask(DESCRIPTION, name=name)
        parts = shown["inputFields"] or shown["enumValues"]
        return {part["name"]: part["description"] for part in parts}

    async def wait(self, **time: float) -> None:
        """Let time go by, and the workers do what is due."""
        clock.clock.advance(**time)
        await steps.due()
