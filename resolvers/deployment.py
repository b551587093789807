"""What every page says of the deployment."""

from resolvers.context import Info
from resolvers.facts import Deployment


def deployment(info: Info) -> Deployment:
    """What this deployment is called, how one signs in, and where people are sent for help. Needs
    no sign-in."""
    return info.context.deployment
