"""What every page says of the deployment."""

from dataclasses import dataclass

from resolvers.context import Info


@dataclass(frozen=True)
class Deployment:
    """The deploying company's settings, as far as pages show them."""

    product_name: str
    support_url: str | None


def deployment(info: Info) -> Deployment:
    """What this deployment is called, and where people are sent for help."""
    limits = info.context.limits
    return Deployment(limits.product_name, limits.support_url or None)
