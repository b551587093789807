"""The deployment."""

from resolvers import deployment
from schema.fields import plain, shows


@shows(deployment.Deployment)
class Deployment:
    """What every page says of the deployment."""

    product_name: str = plain("The product's name in pages and mails.")
    support_url: str | None = plain(
        "Where a case is opened when nothing else helps; null where nothing is set."
    )
