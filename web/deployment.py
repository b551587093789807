"""What pages are told of this deployment: the settings that are anybody's to know."""

from resolvers.facts import Deployment, SingleSignOn
from web import demo, mailbox, oidc
from web.settings import Settings


def facts(settings: Settings, build: str = "") -> Deployment:
    """The facts of a deployment with these settings, which serves this build of the console."""
    return Deployment(
        product_name=settings.product_name,
        support_url=settings.support_url or None,
        passwords=settings.local_passwords,
        single_sign_on=_single_sign_on(settings),
        demo_people=(*demo.PEOPLE, *demo.OTHERS) if demo.is_open(settings) else (),
        exploring=settings.exploring,
        mailbox=mailbox.is_open(settings),
        build=build,
    )


def _single_sign_on(settings: Settings) -> SingleSignOn | None:
    opened = settings.oidc_issuer is not None
    return SingleSignOn(settings.oidc_label, oidc.THERE) if opened else None
