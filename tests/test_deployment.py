"""What anybody is told of the deployment before signing in."""

from typing import Any

import pytest

from models.demo import CAST
from tests import shared
from tests.conftest import Ask, Served
from web import demo, deployment
from web.settings import Settings

service, served = shared.service, shared.served
pytestmark = pytest.mark.asyncio(loop_scope="module")

DEPLOYMENT = """{ deployment { productName supportUrl passwords singleSignOn { label url }
  demoPeople { username name does more } exploring mailbox build } }"""
OPERATED: dict[str, Any] = {
    "production": True, "demo": True, "product_name": "Access Desk", "local_passwords": False,
    "support_url": "https://help.example/", "oidc_issuer": "https://id.example",
    "oidc_label": "Sign in with Example", "oidc_client_id": "desk", "oidc_client_secret": "secret",
    "public_url": "https://access.example",
}  # fmt: skip


async def test_without_signing_in_a_page_learns_how_one_signs_in(ask: Ask, served: Served) -> None:
    told = await ask(DEPLOYMENT)

    people = told.pop("demoPeople")
    assert [p["username"] for p in people[: len(CAST)]] == [p.username for p in CAST]
    assert len(people) == len(demo.PEOPLE) + len(demo.OTHERS)
    assert people[0] == {
        "username": "rita",
        "name": "Rita",
        "does": "Rita asks",
        "more": "Wants to enter ACME, and waits for an answer.",
    }
    open_ones = {"passwords": True, "exploring": True, "mailbox": True}
    nothing = {"supportUrl": None, "singleSignOn": None}
    build = served.service.deployment.build
    assert told == {"productName": "Admit", "build": build, **open_ones, **nothing}


async def test_in_production_what_is_meant_for_development_is_closed(
    ask: Ask, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = deployment.facts(Settings(**OPERATED), "b1")
    monkeypatch.setattr(served.service, "deployment", told)

    assert await ask(DEPLOYMENT) == {
        "productName": "Access Desk",
        "supportUrl": "https://help.example/",
        "passwords": False,
        "singleSignOn": {"label": "Sign in with Example", "url": "/sign-in/oidc"},
        "demoPeople": [],
        "exploring": False,
        "mailbox": False,
        "build": "b1",
    }


async def test_an_operator_may_open_exploring_alone(
    ask: Ask, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = deployment.facts(Settings(**OPERATED, explore=True))
    monkeypatch.setattr(served.service, "deployment", told)

    shown = await ask(DEPLOYMENT)

    assert (shown["exploring"], shown["mailbox"], shown["demoPeople"]) == (True, False, [])
