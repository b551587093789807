"""Importing users and accounts.

Imported users have no password: they sign in through the identity provider, or are given one.
"""

from dataclasses import dataclass

from models import accounts, clock, domains, grants, imports, names, notices, profiles
from models.accounts import AccountStatus, AccountType, SmartAccount, VirtualAccount
from models.grants import Grant
from models.imports import BadRow, Report, Row
from models.notices import NoticeKind
from models.roles import Role, RoleAssignment
from models.users import User, UserKind

BATCH = 500  # times what one field may hold, it is what a statement may have of values


class Users:
    """A file of people."""

    columns: tuple[str, ...] = (
        "username", "email", "full_name", "preferred_name", "phone", "company_name", "country",
        "site_address", "kind", "verified",
    )  # fmt: skip
    required: tuple[str, ...] = ("username", "email", "full_name")
    whole: bool = True
    batch: int = BATCH

    async def write(self, rows: list[Row], report: Report) -> None:
        """Make the users that are not there, and bring the others up to date."""
        wanted: dict[str, dict[str, object]] = {}
        for row in rows:
            try:
                values = _user(row)
                report.once(values["username"], row.line, "username")
                wanted[str(values["username"])] = values
            except BadRow as bad:
                report.refuse(row.line, bad)
        known = {user.username: user for user in await User.filter(username__in=list(wanted))}
        made = [User(**wanted[name]) for name in wanted if name not in known]
        await User.bulk_create(made)
        report.created += len(made)
        for name, user in known.items():
            changes = {
                k: v for k, v in wanted[name].items() if k in UPDATED and getattr(user, k) != v
            }
            report.updated += bool(changes)
            report.unchanged += not changes
            if changes:
                user.update_from_dict({**changes, "version": user.version + 1})
                await user.save(update_fields=[*changes, "version"])


# An address is what roles hang on: only its owner changes it.
UPDATED = (
    "full_name",
    "preferred_name",
    "phone",
    "company_name",
    "country",
    "site_address",
    "kind",
)


def _user(row: Row) -> dict[str, object]:
    username, now = row.need("username", names.clean_username), clock.now()
    email = row.need("email", names.clean_email)
    return {
        "username": username,
        "email": email,
        "email_domain": domains.domain_of(email),
        "email_verified_at": now if row.get("verified", imports.yes_or_no, False) else None,
        "full_name": row.need("full_name", names.clean_name),
        "preferred_name": row.get("preferred_name", names.clean_name, ""),
        "phone": row.get("phone", names.clean_phone, ""),
        "company_name": row.get("company_name", names.clean_name, ""),
        "country": row.get("country", profiles.clean_country, ""),
        "site_address": row.get("site_address", names.clean_name, ""),
        "kind": row.get("kind", _kind, UserKind.CUSTOMER),
        "created_at": now,
    }


def _kind(value: str) -> UserKind:
    return UserKind[value.strip().upper()]


def _type(value: str) -> AccountType:
    return AccountType[value.strip().upper()]


@dataclass(frozen=True)
class _Account:
    line: int
    name: str
    domain: str
    type: AccountType
    listed: bool
    admins: list[str]
    parts: list[str]


class Accounts:
    """A file of accounts, with their administrators and virtual accounts."""

    columns: tuple[str, ...] = (
        "name",
        "domain_identifier",
        "type",
        "listed",
        "admins",
        "virtual_accounts",
    )
    required: tuple[str, ...] = ("name", "domain_identifier")
    whole: bool = True
    batch: int = BATCH

    async def write(self, rows: list[Row], report: Report) -> None:
        """Make the accounts that are not there; to the others, add what is missing."""
        named = {name for row in rows for name in _named(row)}
        found = await User.filter(username__in=named) if named else []
        people = {user.username: user for user in found}
        for row in rows:
            try:
                wanted = _account(row, people)
                report.once((wanted.domain, wanted.type), row.line, "domain_identifier")
            except BadRow as bad:
                report.refuse(row.line, bad)
                continue
            await _write_account(wanted, [people[name] for name in wanted.admins], report)


def _named(row: Row) -> list[str]:
    """The administrators in a row; none where it will be refused for them."""
    try:
        return row.several("admins", names.clean_username)
    except BadRow:
        return []


def _account(row: Row, people: dict[str, User]) -> _Account:
    admins = row.several("admins", names.clean_username)
    if unknown := [name for name in admins if name not in people or not people[name].active]:
        raise BadRow("admins", f"No such user: {', '.join(unknown)}.")
    return _Account(
        line=row.line,
        name=row.need("name", names.clean_name),
        domain=row.need("domain_identifier", domains.normalise_domain),
        type=row.get("type", _type, AccountType.CUSTOMER),
        listed=row.get("listed", imports.yes_or_no, True),
        admins=admins,
        parts=row.several("virtual_accounts", names.clean_name),
    )


async def _write_account(wanted: _Account, admins: list[User], report: Report) -> None:
    found = SmartAccount.filter(domain_identifier=wanted.domain, type=wanted.type)
    known = await found.exclude(status=AccountStatus.INACTIVE).first()
    account = known or await _made(wanted)
    account = await SmartAccount.locked(account.id)
    added = [*await _add_parts(account, wanted.parts), *await _add_admins(account, admins)]
    if (account.name, account.listed) != (wanted.name, wanted.listed):
        account.name, account.listed = wanted.name, wanted.listed
        account.version += 1
        await account.save(update_fields=["name", "listed", "version"])
        added.append("properties")
    if known is None:
        report.created += 1
    elif added:
        report.updated += 1
    else:
        report.unchanged += 1
        return
    told = f"imported: {', '.join(added) or 'nothing but the account itself'}"
    await notices.tell(NoticeKind.ACCOUNT_CHANGED, account, actor=None, message=told[:1500])


async def _made(wanted: _Account) -> SmartAccount:
    account = await SmartAccount.create(
        name=wanted.name, domain_identifier=wanted.domain, type=wanted.type, listed=wanted.listed
    )
    await accounts.make_virtual_account(account, "DEFAULT", is_default=True)
    return account


async def _add_parts(account: SmartAccount, parts: list[str]) -> list[str]:
    there = {part.name for part in await VirtualAccount.filter(account_id=account.id)}
    missing = [name for name in parts if name not in there]
    for name in missing:
        await accounts.make_virtual_account(account, name)
    return missing


async def _add_admins(account: SmartAccount, admins: list[User]) -> list[str]:
    if not admins:
        return []
    held = RoleAssignment.current().filter(account_id=account.id, role=Role.SMART_ACCOUNT_ADMIN)
    there = {assignment.user_id for assignment in await held}
    missing = [user for user in admins if user.id not in there]
    for user in missing:
        await grants.give(account, user, Grant(Role.SMART_ACCOUNT_ADMIN), None)
    return [user.username for user in missing]
