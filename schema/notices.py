"""Notices: what happened, told live."""

from datetime import datetime

import strawberry

from models import followers
from models.audiences import Alike
from models.cases import RequestStatus
from models.notices import NoticeKind
from resolvers import notices as resolvers
from schema.accounts import SmartAccount
from schema.cases import Request
from schema.fields import resolved, shows
from schema.people import User
from schema.requests import AccessRequest


@shows(followers.Told)
class Notice:
    """Something happened. All but `account`, `request` and `about` is shown without another
    query."""

    id: strawberry.ID = resolved(resolvers.id)
    cursor: str = resolved(resolvers.cursor)
    number: int = resolved(resolvers.number)
    kind: NoticeKind = resolved(resolvers.kind)
    message: str = resolved(resolvers.message)
    outcome: RequestStatus | None = resolved(resolvers.outcome)
    acted_by: User | None = resolved(resolvers.actor)
    acted_at: datetime = resolved(resolvers.acted_at)
    account_name: str = resolved(resolvers.account_name)
    requester_name: str | None = resolved(resolvers.requester_name)
    roles: list[str] = resolved(resolvers.roles)
    reason: str | None = resolved(resolvers.reason)
    request_version: int | None = resolved(resolvers.request_version)
    account: SmartAccount | None = resolved(resolvers.account, alike=Alike.TO_ALL)
    request: AccessRequest | None = resolved(resolvers.request, alike=Alike.TO_DECIDERS)
    about: Request | None = resolved(resolvers.about)
