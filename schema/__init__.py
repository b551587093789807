"""The contract: every type, union and description. No behaviour."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema import enums as enums
from schema.accounts import VirtualAccount
from schema.audit import AuditEvent
from schema.mutations import Mutation
from schema.problems import HANDLERS, TYPES
from schema.queries import Query
from schema.scalars import SCALARS
from schema.sessions import PersonalAccessToken
from schema.subscriptions import Subscription

S = TypeVar("S", bound=strawberry.Schema)


def build(schema_class: Callable[..., S], extensions: Sequence[Any] = (), **config: Any) -> S:
    """Assemble the schema; the edge passes its hardened class, the tests a plain one."""
    return schema_class(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[*TYPES.values(), AuditEvent, VirtualAccount, PersonalAccessToken],
        exception_handlers=HANDLERS,
        extensions=list(extensions),
        config=StrawberryConfig(scalar_map=SCALARS, **config),
    )
