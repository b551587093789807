"""What a viewer may do with a thing."""

from models.error_codes import ErrorCode
from resolvers import allowed
from schema.fields import plain, shows


@shows(allowed.Allowed)
class Allowed:
    """Whether the viewer may do something, and if not, why."""

    allowed: bool = plain("Whether it is allowed now.")
    because: str | None = plain("Why not, for people, in English; null where it is allowed.")
    code: ErrorCode | None = plain(
        "Why not, to decide by and to word in the reader's language: with this code it would be "
        "refused. Null where it is allowed."
    )
