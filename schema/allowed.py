"""What a viewer may do with a thing."""

from resolvers import allowed
from schema.fields import plain, shows


@shows(allowed.Allowed)
class Allowed:
    """Whether the viewer may do something, and if not, why."""

    allowed: bool = plain("Whether it is allowed now.")
    because: str | None = plain("Why not; null where it is allowed.")
