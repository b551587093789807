"""Every place in the schema that takes an id, and companies with one thing of every kind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLUnionType,
    get_named_type,
    is_list_type,
)
from tortoise.models import Model

import schema
from models import accounts, cases, clock
from models.accounts import AccountStatus, SmartAccount, VirtualAccount
from models.applications import AccountApplication, ApplicationStage
from models.audit import AuditEvent
from models.cases import Deciders
from models.entitlements import Company, CompanyAssociation, KeyKind
from models.mail import EmailMessage
from models.onboarding import Registration, RegistrationStage
from models.requests import AccessRequest
from models.roles import Role, RoleAssignment
from models.sessions import Session, SessionKind
from models.support import SupportAccessRequest
from models.users import User
from tests import entitled, reviewing, steps

CORE = schema.build(strawberry.Schema)._schema
NODE = cast(GraphQLInterfaceType, CORE.type_map["Node"])
Things = dict[str, Model]


async def company(name: str) -> Things:
    """An account and an organisation with one thing of every kind, `name` in all their words.

    The boss administers all of it, the guest uses it and asks for more, the newcomer registers.
    """
    account = await steps.account(name, f"{name}.example")
    whole = await accounts.make_virtual_account(account, f"{name} part")
    boss, guest, newcomer = [
        await steps.person(f"{name}-{who}", f"{name}.example", full_name=f"{name} {who}")
        for who in ("boss", "guest", "newcomer")
    ]
    await steps.appoint(boss.username, where=account)
    await steps.appoint(guest.username, Role.VIRTUAL_ACCOUNT_USER, whole, where=account)
    made: list[Model] = [account, whole, guest, await _request(name, guest, account)]
    made += await _traces(name, account, boss)
    made.append(await _application(name, guest))
    made.append(await RoleAssignment.get(user_id=guest.id))
    made += await _organisation(name, boss, guest, newcomer)
    return {type(thing).__name__: thing for thing in made}


def _sent(by: User) -> dict[str, Any]:
    now = clock.now()
    return {**cases.profile_of(by), "submitted_at": now, "activity_at": now}


async def _request(name: str, guest: User, account: SmartAccount) -> AccessRequest:
    return await AccessRequest.create(
        account_id=account.id,
        reason=f"{name} reason",
        proposed_virtual_accounts=[],
        **_sent(guest),
    )


async def _application(name: str, guest: User) -> AccountApplication:
    """An application for one more account, which waits for its set-up."""
    account = await steps.account(
        f"{name} more", f"more.{name}.example", status=AccountStatus.PENDING
    )
    stage = ApplicationStage.PENDING_SETUP
    return await AccountApplication.create(account_id=account.id, stage=stage, **_sent(guest))


async def _traces(name: str, account: SmartAccount, boss: User) -> list[Model]:
    """A token, a line of the log, and a mail."""
    token = await Session.create(
        user_id=boss.id, kind=SessionKind.TOKEN, token_hash=name, name=name, created_at=clock.now()
    )
    event = await AuditEvent.create(
        account_id=account.id,
        number=1_000,
        action="made",
        actor_name=name,
        thing="",
        message=name,
        address="",
        occurred_at=clock.now(),
        hash="",
    )
    mail = await EmailMessage.create(
        kind="ACCESS_REQUESTED",
        to_address=f"{name}@x.example",
        to_name=name,
        subject=name,
        letter={},
    )
    return [token, event, mail]


async def _organisation(name: str, boss: User, guest: User, newcomer: User) -> list[Model]:
    """A company with a contract, those who use it, and those who would like to."""
    root = await entitled.company(name.upper(), name=name, domain=f"{name}.example")
    contract = await entitled.contract(f"{name.upper()}-1", root, bill_to_id=f"{name.upper()}-B")
    await entitled.administers(boss.username, contract)
    waiting = await SupportAccessRequest.create(
        key_kind=KeyKind.CONTRACT,
        key_text=contract.number,
        contract=contract,
        level="FULL_SUPPORT",
        waits_for=Deciders.CONTRACT_ADMINISTRATORS,
        **_sent(newcomer),
    )
    return [
        root,
        contract,
        await entitled.access(guest.username, contract),
        waiting,
        await reviewing.administrator(boss.username, root),
        await CompanyAssociation.create(company=root, user=guest, by=boss),
        await _forwarded(newcomer, boss, root),
    ]


async def _forwarded(by: User, to: User, company: Company) -> Registration:
    """A registration that waits for the company's administrators."""
    return await Registration.create(
        stage=RegistrationStage.FORWARDED_TO_DA,
        company=company,
        site=company,
        root_id=company.root_id,
        assignee=to,
        forwarded_at=clock.now(),
        verified_at=clock.now(),
        **_sent(by),
    )


async def staffed(home: Things) -> None:
    """Somebody with each role in this account, and somebody who chooses a company."""
    account, whole = cast(SmartAccount, home["SmartAccount"]), home["VirtualAccount"]
    for role in Role:
        await steps.person(role.lower(), "home.example")
        parts = [] if role.account_wide else [cast(VirtualAccount, whole)]
        await steps.appoint(role.lower(), role, *parts, where=account)
    root = cast(Company, home["Company"])
    await Registration.create(
        stage=RegistrationStage.CHOOSING_COMPANY,
        site=root,
        root_id=root.root_id,
        **_sent(await steps.person("home-chooser", "home.example")),
    )


FILLED = {"virtualAccounts", "account"}
WORDS = {
    "reason": '"It has ten characters."',
    "question": '"Which of the two is it?"',
    "answer": '"The other one."',
    "domainIdentifier": '"home.example"',
    "user": '"rita"',
    "users": '["rita"]',
    "virtualAccounts": '["Lab"]',
    "role": "VIRTUAL_ACCOUNT_USER",
    "name": '"Elsewhere"',
    "agreement": '"1"',
    "csv": '"user,role"',
    "rules": "[]",
}
KINDS = {
    "account": "SmartAccount",
    "virtualAccounts": "VirtualAccount",
    "virtualAccount": "VirtualAccount",
    "parent": "VirtualAccount",
    "application": "AccountApplication",
    "roleAssignment": "RoleAssignment",
    "user": "User",
    "email": "EmailMessage",
    "token": "Session",
    "access": "SupportAccess",
    "registration": "Registration",
    "company": "Company",
    "administrator": "DelegatedAdministrator",
}
REQUESTS = {"AccessRequest", "SupportAccessRequest"}


@dataclass(frozen=True)
class Position:
    """A place in the API that takes an id: an argument of a root field, or a field of its input."""

    operation: str
    root: str
    name: str
    listed: bool
    input: GraphQLInputObjectType | None = None

    @property
    def result(self) -> Any:
        """What the root field answers."""
        return get_named_type(_root(self.operation).fields[self.root].type)

    @property
    def kind(self) -> str | None:
        """The kind of thing whose ids belong there; None where every kind's do."""
        if self.operation == "mutation":
            return self.kind_of(self.name)
        return None if isinstance(self.result, GraphQLInterfaceType) else str(self.result)

    def kind_of(self, name: str) -> str | None:
        """The kind that a field of the input names; a request is of the kind that is answered,
        None where that can be any."""
        if name != "request":
            return KINDS[name]
        assert isinstance(self.result, GraphQLUnionType)
        kinds = sorted(REQUESTS & {member.name for member in self.result.types})
        return kinds[0] if len(kinds) == 1 else None

    def call(self, id: str) -> str:
        """The root field with this variable there, and everywhere else those of the own company's
        things, `$ownUser`."""
        value = f"[{id}]" if self.listed else id
        if self.input is None:
            return f"{self.root}({self.name}: {value}) {{ {self._shown()} }}"
        given = {
            name: value if name == self.name else self._filled(name, field)
            for name, field in self.input.fields.items()
            if name == self.name or name in FILLED or isinstance(field.type, GraphQLNonNull)
        }
        inside = ", ".join(f"{name}: {text}" for name, text in given.items())
        return f"{self.root}(input: {{{inside}}}) {{ {self._shown()} }}"

    def _filled(self, name: str, field: GraphQLInputField) -> str:
        kind = get_named_type(field.type)
        if isinstance(kind, GraphQLScalarType) and kind.name == "ID":
            own = f"$own{self.kind_of(name) or 'AccessRequest'}"
            return f"[{own}]" if _listed(field.type) else own
        assert isinstance(kind, GraphQLScalarType | GraphQLEnumType) or name in WORDS
        return {"Boolean": "false", "Int": "1"}.get(kind.name) or WORDS[name]

    def _shown(self) -> str:
        return "__typename ... on Problem { code message field }" if self.input else "__typename id"


def document(operation: str, calls: list[str]) -> tuple[str, list[str]]:
    """The calls in one document, with its variables' names: as no id is in it, all viewers ask the
    same, which is read and checked once."""
    body = " ".join(calls)
    used = sorted(set(re.findall(r"\$(\w+)", body)))
    declared = ", ".join(f"${name}: ID!" for name in used)
    return f"{operation}({declared}) {{ {body} }}", used


def _listed(kind: Any) -> bool:
    return is_list_type(kind.of_type if isinstance(kind, GraphQLNonNull) else kind)


def _root(operation: str) -> Any:
    return {"query": CORE.query_type, "mutation": CORE.mutation_type,
            "subscription": CORE.subscription_type}[operation]  # fmt: skip


def positions(operation: str) -> Iterator[Position]:
    """Every place in the schema that takes an id."""
    for root, field in _root(operation).fields.items():
        for name, argument in field.args.items():
            kind = get_named_type(argument.type)
            if getattr(kind, "name", "") == "ID":
                yield Position(operation, root, name, _listed(argument.type))
            if isinstance(kind, GraphQLInputObjectType):
                for inner, part in kind.fields.items():
                    if get_named_type(part.type).name == "ID":
                        yield Position(operation, root, inner, _listed(part.type), kind)


def deeper() -> Iterator[tuple[str, str, str]]:
    """The places below the root that take an id, as type, field, and argument or input's field."""
    roots = {_root(operation).name for operation in ("query", "mutation", "subscription")}
    for kind in CORE.type_map.values():
        for name, field in getattr(kind, "fields", {}).items():
            for argument, given in getattr(field, "args", {}).items():
                inside = getattr(get_named_type(given.type), "fields", {argument: given})
                takes = [n for n, part in inside.items() if get_named_type(part.type).name == "ID"]
                if kind.name not in roots:
                    yield from ((kind.name, name, taken) for taken in takes)


def takes_list(kind: str, field: str, name: str) -> bool:
    """Whether a filter's field takes several ids."""
    given: Any = cast(Any, CORE.type_map[kind]).fields[field].args["filter"]
    return _listed(cast(Any, get_named_type(given.type)).fields[name].type)
