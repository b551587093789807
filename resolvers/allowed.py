"""What a viewer may do with a thing, and if not, why: asked by pages before they show a button."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Allowed:
    """Whether something is allowed; `because` says why not."""

    allowed: bool
    because: str | None = None


YES = Allowed(True)


def when(condition: bool, because: str) -> Allowed:
    """Allowed on this condition, otherwise not, for this reason."""
    return YES if condition else Allowed(False, because)
