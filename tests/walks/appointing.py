"""What a registration leaves behind: links that were mailed, and appointments."""

from dataclasses import dataclass


@dataclass
class Link:
    """A link that was mailed to a registrant."""

    case: str
    sent: int
    used: bool = False


@dataclass
class Administrator:
    """An appointment as delegated administrator."""

    user: str
    node: str
    first: bool
    accepted: bool = False
    ended: bool = False
