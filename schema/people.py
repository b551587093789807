"""A user as others see them."""

from models import users
from models.users import UserKind
from schema.fields import plain, shows
from schema.nodes import Node


@shows(users.User)
class User(Node):
    """A person with a sign-in, as others see them."""

    username: str = plain("The name to sign in with.")
    full_name: str = plain("Name in full.")
    preferred_name: str = plain("How the user likes to be called; may be empty.")
    email: str = plain("The user's address.")
    company_name: str = plain("Company or organisation; may be empty.")
    kind: UserKind = plain("How the user relates to the deploying company.")
