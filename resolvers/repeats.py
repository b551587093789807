"""The optional idempotency key that every changing input carries."""

import dataclasses
from typing import Any

import strawberry

from models.repeats import Repeat
from resolvers.context import Info

KEY_HELP = (
    "Your own key for this call, up to 100 characters: "
    "repeated with it, the call is answered the same."
)


def key() -> Any:
    """The input field of an idempotency key."""
    return strawberry.field(default=None, description=KEY_HELP)


def repeat_of(info: Info, input: Any) -> Repeat:
    """This call, for the models to recognise when it comes again."""
    key = input.idempotency_key
    # Only what has a key is compared, and to take it apart takes a while.
    call = {} if key is None else dataclasses.asdict(input)
    call.pop("idempotency_key", None)
    return Repeat(info.context.signed_in, key, info.field_name, call)
