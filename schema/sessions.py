"""Personal access tokens."""

from datetime import datetime

from models import sessions
from resolvers import sessions as resolvers
from schema.fields import plain, shows
from schema.nodes import Node


@shows(sessions.Session)
class PersonalAccessToken(Node):
    """A token with which a program signs in as its owner: `Authorization: Bearer …`."""

    name: str = plain("What it is for.")
    created_at: datetime = plain("When it was made.")
    last_used_at: datetime | None = plain("When it was last used, to the minute; null if never.")
    expires_at: datetime | None = plain("When it ends by itself; null if never.")
    ended_at: datetime | None = plain("When it was revoked; null while it works.")


@shows(resolvers.NewToken)
class NewPersonalAccessToken:
    """A fresh token with its secret."""

    token: PersonalAccessToken = plain("The token.")
    secret: str = plain("The secret itself. It is shown this once and never stored.")
