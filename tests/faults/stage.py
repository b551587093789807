"""Who plays in the fault tests: as many administrators and requesters as are needed."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from models import audit, clock, cursors, database, notices
from models.accounts import SmartAccount
from models.audit import AuditEvent
from models.cases import RequestStatus
from models.mail import EmailKind, EmailMessage
from models.notices import Notice, NoticeKind
from models.requests import AccessRequest
from models.roles import Role, RoleAssignment
from models.users import User
from resolvers import ids

REASON = "I work on it every day."
DECLINE = """mutation($id: ID!, $key: String) {
  declineAccessRequest(input: {request: $id, reason: "No.", idempotencyKey: $key}) {
    __typename ... on AccessRequest { id status } ... on Problem { code message }
    ... on AlreadyActedUpon { outcome actedBy { username } } } }"""
APPROVE = """mutation($id: ID!, $key: String) {
  approveAccessRequest(
    input: {request: $id, role: SMART_ACCOUNT_USER, idempotencyKey: $key}) {
    __typename ... on AccessRequest { id status } ... on Problem { code message }
    ... on AlreadyActedUpon { outcome actedBy { username } } } }"""
ACTED = """subscription($account: ID!, $after: String) {
  requestActedUpon(accountId: $account, after: $after) {
    cursor number outcome actedBy { username } request { id } } }"""
MINE = """subscription($after: String) { viewerNotices(after: $after) {
  cursor number kind outcome } }"""
CURSOR = "query { viewer { noticeCursor } }"


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SmartAccount]:
    """The database, open in this process, and the account ACME in it."""
    await database.connect(url)
    try:
        yield await acme()
    finally:
        await database.close()


async def acme() -> SmartAccount:
    """The account ACME as it is now."""
    return await SmartAccount.get(domain_identifier="acme.example", type="CUSTOMER")


@database.transaction
async def hire(account: SmartAccount, count: int) -> list[str]:
    """Make so many administrators; their usernames."""
    people = [_person("admin", number, "acme.example") for number in range(count)]
    await User.bulk_create(people)
    await RoleAssignment.bulk_create(
        RoleAssignment(
            account_id=account.id, user_id=person.id, role=Role.SMART_ACCOUNT_ADMIN,
            granted_domain="acme.example", granted_at=clock.now(), from_seq=0,
        )
        for person in people
    )  # fmt: skip
    return [person.username for person in people]


@database.transaction
async def invite(count: int, name: str = "guest", since: int = 0) -> list[User]:
    """Make so many people who may ask, numbered from `since` on."""
    people = [_person(name, since + number, "guests.example") for number in range(count)]
    await User.bulk_create(people)
    return people


@database.transaction
async def waiting(account: SmartAccount, count: int, since: int = 0) -> list[str]:
    """Make so many pending requests of as many people; their global ids, in order."""
    people = await invite(count, since=since)
    requests = [
        AccessRequest(
            account_id=account.id, requester_id=person.id, reason=REASON, username=person.username,
            full_name=person.full_name, email=person.email, phone=person.phone,
            company_name=person.company_name, submitted_at=clock.now(), activity_at=clock.now(),
        )
        for person in people
    ]  # fmt: skip
    await AccessRequest.bulk_create(requests)
    return [ids.encode("AccessRequest", request.id) for request in requests]


def _person(name: str, number: int, domain: str) -> User:
    return User(
        username=f"{name}{number}", email=f"{name}{number}@{domain}", email_domain=domain,
        email_verified_at=clock.now(), full_name=f"{name.title()} {number}", phone="+1 555 0100",
        company_name="Guests", created_at=clock.now(),
    )  # fmt: skip


def account_id(account: SmartAccount) -> str:
    """The account's global id."""
    return ids.encode("SmartAccount", account.id)


async def beginning(account: SmartAccount, by: str, after: int = 0) -> str:
    """The cursor after so many notices of the account, and before all of this person."""
    user = await User.get(username=by)
    topics = {notices.user_topic(user.id): 0, notices.account_topic(account.id): after}
    return cursors.encode(topics)


def request_key(global_id: str) -> UUID:
    """The request's own id."""
    return ids.key(global_id, "AccessRequest", "request")


async def check_whole(account: SmartAccount) -> Counter[str]:
    """Nothing is half done in this account; how many notices there are of each kind."""
    account = await SmartAccount.get(id=account.id)
    written = await Notice.filter(account_id=account.id).order_by("seq")
    assert [n.seq for n in written] == list(range(1, account.seq + 1)), "numbers have gaps"
    assert not (broken := await audit.broken_links(account)), broken
    await _check_logged(account, written)
    await _check_subjects()
    await _check_decisions(account, written)
    return Counter(str(n.kind) for n in written)


async def _check_logged(account: SmartAccount, written: list[Notice]) -> None:
    events = await AuditEvent.filter(account_id=account.id).values_list("action", "thing")
    assert Counter(events) == Counter(map(_told, written)), "notices and the log differ"


def _told(notice: Notice) -> tuple[str, str]:
    """What the log's line about a notice says: what was done, to which thing."""
    things = {
        "AccessRequest": notice.request_id,
        "User": notice.subject_id,
        "SmartAccount": notice.account_id,
    }
    kind, key = next((kind, key) for kind, key in things.items() if key)
    return notice.kind.lower(), ids.encode(kind, key)


async def _check_subjects() -> None:
    for user in await User.filter(seq__gt=0):
        numbers = await Notice.filter(subject_id=user.id).order_by("subject_seq")
        assert [n.subject_seq for n in numbers] == list(range(1, user.seq + 1))


async def _check_decisions(account: SmartAccount, written: list[Notice]) -> None:
    decided = {
        r.id: r
        for r in await AccessRequest.filter(
            account_id=account.id, status__in=[RequestStatus.APPROVED, RequestStatus.DECLINED]
        )
    }
    acted = [n for n in written if n.kind == NoticeKind.REQUEST_ACTED_UPON]
    assert Counter(n.request_id for n in acted) == Counter(decided.keys())
    assert all(n.outcome == decided[_known(n.request_id)].status for n in acted)
    approved = [key for key, r in decided.items() if r.status == RequestStatus.APPROVED]
    given = await RoleAssignment.filter(request_id__isnull=False).values_list(
        "request_id", flat=True
    )
    assert Counter(given) == Counter(approved), "roles and approvals differ"
    await _check_mailed(decided)


async def _check_mailed(decided: dict[UUID, AccessRequest]) -> None:
    kinds = {
        RequestStatus.APPROVED: EmailKind.ACCESS_APPROVED,
        RequestStatus.DECLINED: EmailKind.ACCESS_DECLINED,
    }
    owed = Counter((key, kinds[r.status], r.requester_id) for key, r in decided.items())
    rows = EmailMessage.filter(kind__in=list(kinds.values())).values_list(
        "request_id", "kind", "user_id"
    )
    mailed = Counter(row for row in await rows if row in owed)
    assert mailed == owed, "mails to requesters and decisions differ"


def _known(value: UUID | None) -> UUID:
    assert value
    return value


def numbers(told: Iterable[dict[str, Any]]) -> list[int]:
    """The numbers of what was told."""
    return [int(notice["number"]) for notice in told]
