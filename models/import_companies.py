"""Importing organisation trees: a company's parent stands in an earlier line, or is known.

A company that is known and has another parent now moves there with everything below it.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from models import (
    administrators,
    database,
    domains,
    entitlements,
    keys,
    names,
    notices,
    profiles,
)
from models.administrators import DelegatedAdministrator
from models.entitlements import Company
from models.imports import BadRow, Report, Row
from models.onboarding import Registration

ADDRESS_LENGTH = 300
PLAIN = ("name", "address", "country", "domain")


@dataclass(frozen=True)
class _Wanted:
    """What a row says; `parent` is empty for a root, and None where the file has no such column."""

    line: int
    number: str
    parent: str | None
    plain: dict[str, str]


class Companies:
    """A file of companies."""

    columns: tuple[str, ...] = ("number", "name", "parent", "address", "country", "domain")
    required: tuple[str, ...] = ("number", "name")
    whole: bool = False
    batch: int = 1_000

    async def write(self, rows: list[Row], report: Report) -> None:
        """Make the companies that are not there, and bring the others up to date."""
        await database.alone()  # where a tree is read and then written, nobody else may move in it
        wanted: list[_Wanted] = []
        for row in rows:
            try:
                wanted.append(_wanted(row))
            except BadRow as bad:
                report.refuse(row.line, bad)
        forest = await _Forest.with_all(wanted)
        for company in wanted:
            try:
                await forest.put(company, report)
            except BadRow as bad:
                report.refuse(company.line, bad)
        await forest.plant()


@lru_cache(4096)  # a file names the same ones again and again
def clean_number(value: str) -> str:
    """The number of a company or of a contract, or a bill-to ID."""
    return entitlements.normalise_key(value, entitlements.NUMBER_LENGTH)


def _wanted(row: Row) -> _Wanted:
    plain = {
        "name": row.need("name", names.clean_name),
        "address": row.get("address", _clean_address, ""),
        "country": row.get("country", profiles.clean_country, ""),
        "domain": row.get("domain", _clean_domain, ""),
    }
    return _Wanted(
        line=row.line,
        number=row.need("number", clean_number),
        parent=row.get("parent", clean_number, "") if "parent" in row.values else None,
        plain={name: value for name, value in plain.items() if name in row.values},
    )


def _clean_address(value: str) -> str:
    return names.clean_name(value, "address", ADDRESS_LENGTH)


def _clean_domain(value: str) -> str:
    domain = domains.normalise_domain(value)
    if domains.is_public_mail_domain(domain):
        raise ValueError("Anybody can get an address there: it names no company.")
    return domain


class _Forest:
    """The companies that a batch speaks of, and those that it adds."""

    def __init__(self, known: list[Company]) -> None:
        self.known = {company.number: company for company in known}
        self.new: list[Company] = []

    @classmethod
    async def with_all(cls, wanted: list[_Wanted]) -> "_Forest":
        """The companies with these numbers, and their parents."""
        numbers = {w.number for w in wanted} | {w.parent for w in wanted if w.parent}
        return cls(await Company.filter(number__in=sorted(numbers)) if numbers else [])

    async def put(self, wanted: _Wanted, report: Report) -> None:
        """Add or change one company."""
        parent = self._parent(wanted)
        report.once(wanted.number, wanted.line, "number")
        company = self.known.get(wanted.number)
        if company is None:
            self._add(wanted, parent)
            report.created += 1
            return
        changes: dict[str, Any] = {
            name: value for name, value in wanted.plain.items() if getattr(company, name) != value
        }
        if wanted.parent is not None and company.parent_id != (parent and parent.id):
            changes |= await self._move(company, parent)
        report.updated += bool(changes)
        report.unchanged += not changes
        if changes and company not in self.new:
            company.update_from_dict({**changes, "version": company.version + 1})
            await company.save(update_fields=[*changes, "version"])

    async def plant(self) -> None:
        """Write what was added."""
        await Company.bulk_create(self.new)
        self.new = []

    def _parent(self, wanted: _Wanted) -> Company | None:
        if not wanted.parent:
            return None
        if wanted.parent not in self.known:
            raise BadRow("parent", f"No such company before this line: {wanted.parent}.")
        return self.known[wanted.parent]

    def _add(self, wanted: _Wanted, parent: Company | None) -> None:
        if parent and len(parent.lineage) >= entitlements.DEEPEST:
            raise _too_deep()
        key = keys.uuid7()
        company = Company(id=key, number=wanted.number, **wanted.plain)
        company.parent_id = parent.id if parent else None
        company.root_id = parent.root_id if parent else key
        company.path = f"{parent.path if parent else ''}/{key}"
        self.known[company.number] = company
        self.new.append(company)

    async def _move(self, company: Company, parent: Company | None) -> dict[str, Any]:
        """Give a company another place, and those below it with it; what changes about itself."""
        await self.plant()  # so that all that is below it is found
        if parent and company.id in parent.lineage:
            raise BadRow("parent", "That company lies below this one.")
        old, above = company.path, parent.path if parent else ""
        below = await Company.filter(root_id=company.root_id, path__startswith=f"{old}/")
        deepest = max(len(c.lineage) for c in [company, *below]) - len(company.lineage) + 1
        if len(parent.lineage if parent else []) + deepest > entitlements.DEEPEST:
            raise _too_deep()
        root_id = parent.root_id if parent else company.id
        path = f"{above}/{company.id}"
        here = {c.id: c for c in self.known.values()}
        for node in [here.get(c.id, c) for c in below]:
            node.path, node.root_id = path + node.path.removeprefix(old), root_id
            node.version += 1
            await node.save(update_fields=["path", "root_id", "version"])
        if root_id != company.root_id:
            await _take_along({company.id, *(c.id for c in below)}, company.root_id, root_id)
        return {"parent_id": parent.id if parent else None, "root_id": root_id, "path": path}


async def _take_along(moved: set[UUID], old_root: UUID, root_id: UUID) -> None:
    """What hangs on the organisation: its registrations, and who is told of them."""
    channel = await administrators.organisation(root_id)
    for registration in await Registration.filter(root_id=old_root):
        if (registration.company_id or registration.site_id) in moved:
            await Registration.filter(id=registration.id).update(root_id=root_id)
    standing = DelegatedAdministrator.standing()
    there = await standing.filter(company__root_id__in=[old_root, root_id])
    rows = [row for row in there if row.company_id in moved]
    for row in rows:
        await standing.filter(id=row.id).update(from_seq=channel.seq)
    for user_id in sorted({row.user_id for row in rows}):
        await notices.changed(user_id)


def _too_deep() -> BadRow:
    return BadRow("parent", f"Companies nest {entitlements.DEEPEST} deep at the most.")
