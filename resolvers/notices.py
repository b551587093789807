"""Notices: live, and to be read again."""

from collections.abc import AsyncIterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models import channels, cursors, notices, problems, reading
from models.accounts import SmartAccount
from models.cases import RequestStatus
from models.channels import Following
from models.followers import Follower, Told
from models.notices import Notice, NoticeKind
from models.requests import AccessRequest
from models.roles import Right
from models.users import User
from resolvers import cases, ids, pages
from resolvers.context import Info
from resolvers.pages import After, Before, First, Last, Order, Page, Slice

Resume = Annotated[
    str | None,
    strawberry.argument(
        description="The last cursor received: what was missed comes first, then the rest."
    ),
]
AccountId = Annotated[strawberry.ID, strawberry.argument(description="The account's id.")]


def request_acted_upon(
    info: Info, account_id: AccountId, after: Resume = None
) -> AsyncIterable[Told]:
    """Tells an account's administrators, live, that a request has been acted upon: by whom, when
    and how.

    Every notice comes once and in order, also after a reconnect with `after`. Ends with FORBIDDEN
    when the viewer loses the right to decide; RESYNC_REQUIRED means: fetch afresh.
    """
    parsed = ids.parse(account_id)
    if parsed is None or parsed[0] != "SmartAccount":
        raise problems.StreamForbidden("There is no such account, or it is not yours to see.")
    return _follow(info, after, parsed[1])


def viewer_notices(info: Info, after: Resume = None) -> AsyncIterable[Told]:
    """Everything that concerns the viewer, live: own requests, roles and access; the accounts,
    contracts and companies administered; for staff, the desk."""
    return _follow(info, after, None)


def _follow(info: Info, after: str | None, only: UUID | None) -> Follower:
    own = info.context
    return Follower(
        hub=own.hub,
        viewer=own.signed_in,
        still_signed_in=own.still_signed_in,
        surroundings=own,
        only=only,
        after=after,
    )


async def of_viewer(
    root: strawberry.Parent[User],
    info: Info,
    first: First = None,
    after: After = None,
    last: Last = None,
    before: Before = None,
) -> Page[Told]:
    """Past notices that concern the viewer, newest first."""
    concerning = Q(*await _concerning(root, info), join_type="OR")
    return await _page(Notice.filter(concerning), Slice(first, after, last, before))


async def _concerning(viewer: User, info: Info) -> list[Q]:
    """For each reason, which notices concern the viewer."""
    found = [Q(subject_id=viewer.id)]
    if accounts := (await info.context.rights()).accounts(Right.DECIDE_REQUESTS):
        found.append(Q(account_id__in=list(accounts)))
    for channel, following in (await channels.followed_by(viewer)).items():
        found.append(Q(channel_id=channel) & _parts(following))
    return found


async def unread(root: strawberry.Parent[User], info: Info) -> int:
    """How many of `notices` came since `noticesReadUpTo`, not counting what the viewer did;
    counted up to 100. Cheap: for every page to ask."""
    return await reading.unread(root, await _concerning(root, info))


@strawberry.input(description="Take notices as read.")
class MarkNoticesReadInput:
    up_to: datetime = strawberry.field(
        description="When the newest of them happened: its `actedAt`. An earlier moment than "
        "before changes nothing."
    )


async def mark_read(info: Info, input: MarkNoticesReadInput) -> User:
    """Take the viewer's notices up to a moment as read, on all the viewer's screens."""
    return await reading.mark_read(info.context.signed_in, input.up_to)


def _parts(following: Following) -> Q:
    nodes = following.nodes
    return Q() if nodes is None else Q(*(Q(paths__contains=n.hex) for n in nodes), join_type="OR")


async def _page(query: QuerySet[Notice], part: Slice) -> Page[Told]:
    page = await pages.cut(query, Order("id", descending=True), part)
    return pages.map_page(page, lambda notice: Told(notice, ""))


async def viewer_cursor(root: strawberry.Parent[User], info: Info) -> str:
    """Where `viewerNotices` stands now. Ask for it before the lists that it is to continue, in an
    operation of its own."""
    accounts = sorted({a.account_id for a in (await info.context.rights()).assignments})
    positions = {
        notices.account_topic(UUID(str(row["id"]))): int(row["seq"])
        for row in (await notices.counters("smart_account", accounts) if accounts else [])
    }
    followed = await channels.followed_by(root)
    for row in await notices.counters("channel", followed) if followed else []:
        positions[notices.channel_topic(UUID(str(row["id"])))] = int(row["seq"])
    mine = (await notices.counters("user", [root.id]))[0]
    return cursors.encode({notices.user_topic(root.id): int(mine["seq"]), **positions})


async def account_cursor(root: strawberry.Parent[SmartAccount], info: Info) -> str | None:
    """Where `requestActedUpon` stood when this account was read: lists below it are at least as
    new. Null for who may not follow it."""
    if not (await info.context.rights()).anywhere(Right.DECIDE_REQUESTS, root.id):
        return None
    return cursors.encode({notices.account_topic(root.id): root.seq})


def actor(root: strawberry.Parent[Told]) -> User | None:
    """Who acted; null for the system."""
    shown = root.notice.facts.get("actor")
    if not shown or not root.notice.actor_id:
        return None
    return User(id=root.notice.actor_id, **shown)


async def account(root: strawberry.Parent[Told], info: Info) -> SmartAccount | None:
    """The account in which it happened, as it is now; null where it happened in none."""
    key = root.notice.account_id
    return await info.context.accounts.load(key) if key else None


async def request(root: strawberry.Parent[Told], info: Info) -> AccessRequest | None:
    """The request that it is about, at its new version; null where it is about none."""
    if root.notice.request_id is None:
        return None
    request = await info.context.requests.load(root.notice.request_id)
    if request is None or request.requester_id == info.context.signed_in.id:
        return request
    return request if request.decidable_with(await info.context.rights()) else None


async def about(root: strawberry.Parent[Told], info: Info) -> Any:
    """The request of any kind that it is about, at its new version; null where it is about none,
    or about one that is not the viewer's to see."""
    kind, key = root.notice.case_kind, root.notice.case_id
    return await cases.LOADERS[kind](info, key) if kind and key else None


def id(root: strawberry.Parent[Told]) -> str:
    """The notice's own id: the same in every stream, to recognise it by."""
    return ids.encode("Notice", root.notice.id)


def cursor(root: strawberry.Parent[Told]) -> str:
    """Give it as `after` to continue this stream behind this notice. Empty in lists: their edges
    have cursors."""
    return root.cursor


def number(root: strawberry.Parent[Told]) -> int:
    """Counts up by one in the account, or whatever else it happened in, in the order in which
    things happened."""
    return int(root.notice.seq)


def kind(root: strawberry.Parent[Told]) -> NoticeKind:
    """What happened."""
    return root.notice.kind


def message(root: strawberry.Parent[Told]) -> str:
    """What happened, in words."""
    return str(root.notice.facts["message"])


def outcome(root: strawberry.Parent[Told]) -> RequestStatus | None:
    """How the request ended; null where it did not end, or where it is about none."""
    return RequestStatus(root.notice.outcome) if root.notice.outcome else None


def acted_at(root: strawberry.Parent[Told]) -> datetime:
    """When it happened."""
    return root.notice.occurred_at


def account_name(root: strawberry.Parent[Told]) -> str:
    """The name of the account, at that time, or of whatever else it happened in."""
    return str(root.notice.facts["account"])


def requester_name(root: strawberry.Parent[Told]) -> str | None:
    """The requester's name; null where it is about no request."""
    name: str | None = root.notice.facts.get("requester")
    return name


def roles(root: strawberry.Parent[Told]) -> list[str]:
    """The roles that it is about, in words."""
    return list(root.notice.facts.get("roles") or [])


def reason(root: strawberry.Parent[Told]) -> str | None:
    """Why a request was declined, or why a role ended; null where none was given."""
    facts = root.notice.facts
    return facts.get("decision_reason") or facts.get("why") or None


def request_version(root: strawberry.Parent[Told]) -> int | None:
    """The request's version after this, to tell a late answer from a new event."""
    version: int | None = root.notice.facts.get("version")
    return version
