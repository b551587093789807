"""The agreements of an account."""

from datetime import datetime

from models import agreements
from resolvers import agreements as resolvers
from schema.fields import plain, resolved, shows
from schema.people import User


@shows(agreements.Agreement)
class Agreement:
    """A version of the account agreement, and whether it was accepted for the account."""

    name: str = plain("What it is called.")
    version: str = plain("Its version; a new one is to be accepted anew.")
    url: str = plain("Where it can be read; empty where the deploying company names no address.")
    accepted_by: User | None = resolved(resolvers.accepted_by)
    accepted_at: datetime | None = plain("When it was accepted; null where it was not.")
