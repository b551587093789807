"""Support access: what is asked for, and what people have."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from models import entitlements, support
from models.entitlements import AccessLevel, KeyKind
from models.requests import EndCause
from resolvers import support as resolvers
from schema.allowed import Allowed
from schema.cases import Request
from schema.fields import plain, resolved, shows
from schema.nodes import Node
from schema.people import User

if TYPE_CHECKING:
    from schema.entitlements import Contract


@shows(support.SupportAccessRequest)
class SupportAccessRequest(Request):
    """A person asks for support by contract, bill-to ID or serial number; answered at once where
    that is possible."""

    key_kind: KeyKind = plain("What kind of key it is.")
    level: AccessLevel = plain("How much was asked for.")
    granted_level: AccessLevel | None = plain("How much was given; null unless approved.")
    contract: Annotated["Contract", strawberry.lazy("schema.entitlements")] | None = resolved(
        resolvers.contract
    )
    reason: str = plain("Why they ask: up to 1,000 characters, plain text; may be empty.")
    explanation: str = plain(
        "Why it was added or denied at once, or why people have to decide, in words."
    )
    deadline: datetime | None = plain(
        "When it is cancelled unless somebody decides before; null once it has ended."
    )
    end_cause: EndCause | None = plain("Why it was cancelled; null otherwise.")
    viewer_can_decide: Allowed = resolved(resolvers.can_decide)


@shows(entitlements.SupportAccess)
class SupportAccess(Node):
    """What a user has: a contract, all contracts of a bill-to ID, or one device. For the holder,
    the contract's administrators and staff."""

    version: int = plain("Raised by every change.")
    user: User = resolved(resolvers.holder)
    key_kind: KeyKind = plain("What kind of key it is.")
    key: str = plain("The contract number, bill-to ID or serial number.")
    level: AccessLevel = plain("How much may be asked of support.")
    contract: Annotated["Contract", strawberry.lazy("schema.entitlements")] | None = resolved(
        resolvers.contract
    )
    granted_at: datetime = plain("Since when.")
    granted_by: User | None = resolved(resolvers.granted_by)
    ended_at: datetime | None = plain("When it was ended; null while it stands.")
    ended_by: User | None = resolved(resolvers.ended_by)
    viewer_can_revoke: Allowed = resolved(resolvers.can_revoke)
