"""Who may ask at all. What may be seen and done is decided by the models, for each thing."""

from typing import Any

import strawberry
from strawberry.permission import BasePermission

from models import problems


class IsSignedIn(BasePermission):
    """Somebody is signed in; otherwise the answer is the error UNAUTHENTICATED."""

    def has_permission(self, source: Any, info: strawberry.Info[Any, Any], **kwargs: Any) -> bool:
        """Whether there is a viewer."""
        return info.context.viewer is not None

    def on_unauthorized(self) -> None:
        """Say so in the one way in which every transport says it."""
        raise problems.Unauthenticated()


class Anyone(BasePermission):
    """No sign-in needed: registering, signing in, and what the page for that shows."""

    def has_permission(self, source: Any, info: strawberry.Info[Any, Any], **kwargs: Any) -> bool:
        """Always."""
        return True
