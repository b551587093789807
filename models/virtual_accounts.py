"""The parts of an account: making, renaming, nesting, restricting, deleting them.

All of it under the account's lock: what lies below what, and who covers it, stands still meanwhile.
"""

from dataclasses import dataclass
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models import account_problems, accounts, assignments, database, names, notices, problems
from models.accounts import SmartAccount, VirtualAccount
from models.notices import NoticeKind
from models.roles import Right, Rights, RoleAssignment
from models.users import User

DEEPEST = 8


@dataclass(frozen=True)
class Change:
    """What to change of a virtual account; None leaves a property as it is.

    `parent_id` counts where `move` is set: None then moves it to the top.
    """

    name: str | None = None
    restricted: bool | None = None
    make_default: bool = False
    move: bool = False
    parent_id: UUID | None = None


@dataclass(frozen=True)
class Act:
    """Somebody changes the parts of an account whose row is locked."""

    by: User
    rights: Rights
    account: SmartAccount

    @classmethod
    async def begin(cls, by: User, account_id: UUID) -> "Act":
        """Lock the account; NotFound for who has no role in it."""
        account = await SmartAccount.locked(account_id)
        rights = await Rights.of(by)
        if not rights.anywhere(Right.VIEW_ACCOUNT, account_id):
            raise problems.NotFound()
        return cls(by, rights, account)

    async def part(self, part_id: UUID, field: str) -> VirtualAccount:
        """One of the account's parts, if this person may see it."""
        found = await VirtualAccount.get_or_none(id=part_id, account_id=self.account.id)
        if found is None or not sees(self.rights, found, await sealed(self.account.id)):
            raise problems.NotFound(field=[field])
        return found

    def check(self, right: Right, part: VirtualAccount | None) -> None:
        """Raise Forbidden unless the right holds over this part; None is the whole account."""
        parts = [part] if part else []
        if not self.rights.over(right, self.account.id, parts):
            raise problems.Forbidden()

    async def check_below(self, part: VirtualAccount) -> None:
        """Raise Forbidden unless this person may make and delete parts where this one is."""
        above = await VirtualAccount.get(id=part.parent_id) if part.parent_id else None
        self.check(Right.MANAGE_VIRTUAL_ACCOUNTS, above)

    async def tell(self, did: str, part: VirtualAccount, *lineages: set[UUID]) -> None:
        """Write the notice and the log's line; `lineages` are where it was before."""
        concerned = [part.lineage, *lineages]
        await notices.tell(
            NoticeKind.ACCOUNT_CHANGED,
            self.account,
            actor=self.by,
            thing=part,
            message=f"{self.by.full_name} {did}",
            facts={"lineages": [[str(key) for key in lineage] for lineage in concerned]},
        )


async def sealed(account_id: UUID) -> set[UUID]:
    """The account's restricted virtual accounts: these and all below them show to few."""
    return (await sealed_in([account_id]))[0]


async def sealed_in(account_ids: list[UUID]) -> list[set[UUID]]:
    """The same for several accounts, in their order."""
    rows = await database.fetch(
        "SELECT id, account_id FROM virtual_account WHERE restricted"
        f" AND account_id IN ({', '.join('?' * len(account_ids))})",
        *account_ids,
    )
    pairs = [(UUID(str(row["account_id"])), UUID(str(row["id"]))) for row in rows]
    return [{part for account, part in pairs if account == key} for key in account_ids]


def sees_all(rights: Rights, account_id: UUID) -> bool:
    """Whether nothing in the account is restricted for these rights."""
    # Administrators and approvers: the two roles that run the account as a whole.
    return rights.everywhere(Right.EDIT_PROPERTIES, account_id)


def sees(rights: Rights, part: VirtualAccount, restricted: set[UUID]) -> bool:
    """Whether these rights show this part, where `restricted` are the account's restricted ones."""
    if not rights.over(Right.VIEW_ACCOUNT, part.account_id, [part]):
        return False
    if sees_all(rights, part.account_id) or not part.lineage & restricted:
        return True
    return bool(part.lineage & rights.covered(Right.VIEW_ACCOUNT, part.account_id))


def clean_name(name: str) -> str:
    """The name as it is stored, or InvalidInput."""
    try:
        return names.clean_name(name)
    except ValueError as error:
        raise problems.InvalidInput(str(error), ["name"]) from error


@database.transaction
async def create(by: User, account_id: UUID, name: str, parent_id: UUID | None) -> VirtualAccount:
    """Add a virtual account at the top, or below another."""
    act = await Act.begin(by, account_id)
    parent = await act.part(parent_id, "parent") if parent_id else None
    act.check(Right.MANAGE_VIRTUAL_ACCOUNTS, parent)
    _check_depth(len(parent.lineage) + 1 if parent else 1)
    try:
        made = await accounts.make_virtual_account(act.account, clean_name(name), parent)
    except IntegrityError as error:
        raise account_problems.NameTaken(field=["name"]) from error
    await act.tell(f"made the virtual account {made.name}", made)
    return made


def _check_depth(depth: int) -> None:
    if depth > DEEPEST:
        raise problems.InvalidInput(f"Virtual accounts nest {DEEPEST} deep at most.", ["parent"])


@database.transaction
async def update(by: User, part_id: UUID, version: int | None, change: Change) -> VirtualAccount:
    """Change a virtual account: all of the change, or nothing of it."""
    act, part = await _found(by, part_id)
    parent = await act.part(change.parent_id, "parent") if change.parent_id else None
    await _check_rights(act, part, change, parent)
    account_problems.check_version(part, version)
    name, before = part.name, part.lineage
    did = [
        *await _rename(part, change.name),
        *await _restrict(part, change.restricted),
        *await _make_default(part, change.make_default),
        *(await _move(part, parent) if change.move else []),
    ]
    if did:
        part.version += 1
        await part.save(update_fields=["version"])
        await _check_default_open(act.account)
        await assignments.look_again(act.account.id)
        await act.tell(f"changed the virtual account {name}: {'; '.join(did)}", part, before)
    return part


async def _found(by: User, part_id: UUID) -> tuple[Act, VirtualAccount]:
    known = await VirtualAccount.get_or_none(id=part_id)
    if known is None:
        raise problems.NotFound()
    act = await Act.begin(by, known.account_id)
    # Read again: what was read before the lock may have changed while waiting for it.
    return act, await act.part(part_id, "virtualAccount")


async def _check_rights(
    act: Act, part: VirtualAccount, change: Change, parent: VirtualAccount | None
) -> None:
    act.check(Right.VIEW_ACCOUNT, part)
    if change.restricted is None or change.name is not None:
        act.check(Right.MANAGE_VIRTUAL_ACCOUNTS, part)
    if change.restricted is not None:
        act.check(Right.RESTRICT_VIRTUAL_ACCOUNTS, part)
    if change.make_default:
        act.check(Right.MANAGE_VIRTUAL_ACCOUNTS, None)
    if change.move:
        await act.check_below(part)
        act.check(Right.MANAGE_VIRTUAL_ACCOUNTS, parent)


async def _rename(part: VirtualAccount, name: str | None) -> list[str]:
    if name is None or (fresh := clean_name(name)) == part.name:
        return []
    part.name = fresh
    try:
        await part.save(update_fields=["name"])
    except IntegrityError as error:
        raise account_problems.NameTaken(field=["name"]) from error
    return [f"renamed to {fresh}"]


async def _restrict(part: VirtualAccount, restricted: bool | None) -> list[str]:
    if restricted is None or restricted == part.restricted:
        return []
    part.restricted = restricted
    await part.save(update_fields=["restricted"])
    return ["restricted to its own users" if restricted else "opened"]


async def _make_default(part: VirtualAccount, wanted: bool) -> list[str]:
    if not wanted or part.is_default:
        return []
    # One after the other: the index allows one at a time.
    await database.fetch(
        "UPDATE virtual_account SET is_default = FALSE, version = version + 1"
        " WHERE account_id = ? AND is_default",
        part.account_id,
    )
    part.is_default = True
    await part.save(update_fields=["is_default"])
    return ["made the default"]


async def _move(part: VirtualAccount, parent: VirtualAccount | None) -> list[str]:
    """Put it below another, and rewrite the paths of all that lies below it."""
    if part.parent_id == (parent.id if parent else None):
        return []
    if parent and part.id in parent.lineage:
        raise problems.InvalidInput("A virtual account cannot lie below itself.", ["parent"])
    below = VirtualAccount.filter(account_id=part.account_id, path__startswith=f"{part.path}/")
    deepest = max([len(v.lineage) for v in await below], default=len(part.lineage))
    above = len(parent.lineage) if parent else 0
    _check_depth(above + 1 + deepest - len(part.lineage))
    old, part.path = part.path, f"{parent.path if parent else ''}/{part.id}"
    part.parent_id = parent.id if parent else None
    await part.save(update_fields=["path", "parent_id"])
    await _rewrite(part, old)
    return [f"moved below {parent.name}" if parent else "moved to the top"]


async def _rewrite(moved: VirtualAccount, old: str) -> None:
    """Put the new path in the place of the old one: of what lies below, and of the requests that
    wait for its administrators."""
    await database.fetch(
        "UPDATE virtual_account SET path = REPLACE(path, ?, ?), version = version + 1"
        " WHERE account_id = ? AND path LIKE ?",
        *(f"{old}/", f"{moved.path}/", moved.account_id, f"{old}/%"),
    )
    await database.fetch(
        "UPDATE access_request SET proposed_paths = REPLACE(proposed_paths, ?, ?)"
        " WHERE account_id = ? AND proposed_paths LIKE ?",
        *(old, moved.path, moved.account_id, f"%{old}%"),
    )


async def _check_default_open(account: SmartAccount) -> None:
    """Raise where the default virtual account is restricted, or lies below one that is."""
    default = await VirtualAccount.get_or_none(account_id=account.id, is_default=True)
    if default and default.lineage & await sealed(account.id):
        raise account_problems.DefaultVirtualAccount()


@dataclass(frozen=True)
class Deleted:
    """A virtual account that is no more."""

    id: UUID
    name: str
    account: SmartAccount


@database.transaction
async def delete(by: User, part_id: UUID) -> Deleted:
    """Delete an empty virtual account: none lies below it, and no role covers it.

    Roles that have ended lose it from their scope; the log keeps what they were.
    """
    act, part = await _found(by, part_id)
    await act.check_below(part)
    if part.is_default:
        raise account_problems.DefaultVirtualAccount()
    if (await in_use([part.id]))[0]:
        raise account_problems.VirtualAccountInUse()
    await database.fetch(
        "DELETE FROM role_assignment_virtual_account WHERE virtual_account_id = ?", part.id
    )
    await part.delete()
    await act.tell(f"deleted the virtual account {part.name}", part)
    return Deleted(part.id, part.name, act.account)


async def in_use(part_ids: list[UUID]) -> list[bool]:
    """Whether others lie below these parts, or a role names them, now or from a later day on."""
    below = VirtualAccount.filter(parent_id__in=part_ids).distinct().values_list("parent_id")
    naming = RoleAssignment.standing().filter(virtual_accounts__id__in=part_ids)
    held = naming.distinct().values_list("virtual_accounts__id")
    used = {*await below, *await held}
    return [(part_id,) in used for part_id in part_ids]
