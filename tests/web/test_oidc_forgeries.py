"""ID tokens that must not sign anybody in, and the few unusual ones that must."""

import hashlib
import hmac
import math
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from tests.conftest import Served
from tests.web.identity_provider import (
    CLIENT,
    FIRST,
    SECOND,
    SECRET,
    Claims,
    IdentityProvider,
    Sign,
    encoded,
    signed_by,
)
from tests.web.signing_in import Browser, browser, nobody, provider, settings

__all__ = ["browser", "provider", "settings"]

FOREIGN = type(FIRST).generate_key(2048, {"kid": "first"})
FOR_SECRETS = type(FIRST).generate_key(2048, {"kid": "first", "use": "enc"})
CURVE = ECKey.generate_key("P-256", {"kid": "first"})
SHARED = OctKey.generate_key(256, {"kid": "shared"})
HONEST = signed_by(FIRST)


def now() -> int:
    """The time as tokens tell it."""
    return int(time.time())


def unsigned(signature: str = "") -> Sign:
    """Says that no signature is needed."""
    return lambda header, claims: ".".join(
        [encoded({**header, "alg": "none"}), encoded(claims), signature]
    )


def by_secret(secret: bytes, kid: str = "first") -> Sign:
    """Signed with something that the client knows too, or everybody."""

    def sign(header: dict[str, Any], claims: Claims) -> str:
        said = f"{encoded({**header, 'alg': 'HS256', 'kid': kid})}.{encoded(claims)}"
        return f"{said}.{encoded(hmac.digest(secret, said.encode(), hashlib.sha256))}"

    return sign


def spoiled(part: int) -> Sign:
    """Signed well, then one character of a part replaced."""

    def sign(header: dict[str, Any], claims: Claims) -> str:
        parts = HONEST(header, claims).split(".")
        middle = len(parts[part]) // 2
        other = "A" if parts[part][middle] != "A" else "B"
        parts[part] = parts[part][:middle] + other + parts[part][middle + 1 :]
        return ".".join(parts)

    return sign


def exchanged(header: dict[str, Any], claims: Claims) -> str:
    """A good signature under somebody else's claims."""
    head, _, signature = HONEST(header, claims).split(".")
    return f"{head}.{encoded({**claims, 'sub': 'root'})}.{signature}"


SIGNATURES: dict[str, Sign] = {
    "alg none": unsigned(),
    "alg none, but something for a signature": unsigned("AAAA"),
    "alg None in other letters": lambda header, claims: ".".join(
        [encoded({**header, "alg": "nOnE"}), encoded(claims), ""]
    ),
    "HS256 with the public key as PEM": by_secret(FIRST.as_pem(private=False)),
    "HS256 with the public key as DER": by_secret(FIRST.as_der(private=False)),
    "HS256 with the client's secret": by_secret(SECRET.encode()),
    "HS256 with nothing": by_secret(b""),
    "a foreign key under our key's name": signed_by(FOREIGN),
    "a foreign key that the token brings along": signed_by(
        FOREIGN, jwk=FOREIGN.as_dict(private=False)
    ),
    "a foreign key that the token gives an address of": signed_by(
        FOREIGN, jku="http://127.0.0.1:9/keys"
    ),
    "an unknown kid": signed_by(SECOND),
    "an elliptic curve under the name of an RSA key": signed_by(CURVE, alg="ES256"),
    "an algorithm that the provider does not publish": signed_by(
        type(FIRST).import_key(FIRST.as_dict(private=True), {"kid": "first", "alg": "RS512"}),
        alg="RS512",
    ),
    "a spoiled signature": spoiled(2),
    "spoiled claims": spoiled(1),
    "a spoiled header": spoiled(0),
    "claims exchanged under a good signature": exchanged,
    "no signature at all": lambda *given: HONEST(*given).rpartition(".")[0],
    "an empty signature": lambda *given: HONEST(*given).rpartition(".")[0] + ".",
    "a number in place of a token": lambda *_: 7,
    "an object in place of a token": lambda _, claims: claims,
    "text in place of a token": lambda *_: "token\r\nforged log line\x1b[31m\u2028",
    "five parts": lambda *given: HONEST(*given) + ".AAAA.AAAA",
    "a list of claims": lambda header, _: ".".join([encoded(header), encoded(b"[]"), "AAAA"]),
}
CLAIMS: dict[str, Callable[[], Claims]] = {
    "for another client": lambda: {"aud": "another"},
    "for another client, authorised party we": lambda: {"aud": "another", "azp": CLIENT},
    "for us and another": lambda: {"aud": [CLIENT, "another"]},
    "for us and another, authorised party we": lambda: {"aud": [CLIENT, "another"], "azp": CLIENT},
    "for a client whose name begins like ours": lambda: {"aud": CLIENT + "-2"},
    "for nobody": lambda: {"aud": None},
    "for an empty list": lambda: {"aud": []},
    "for us, authorised party another": lambda: {"azp": "another"},
    "of another issuer": lambda: {"iss": "https://accounts.evil.example"},
    "of no issuer": lambda: {"iss": None},
    "of our issuer in a list": lambda: {"iss": ["here"]},
    "another nonce": lambda: {"nonce": "another"},
    "no nonce": lambda: {"nonce": None},
    "an empty nonce": lambda: {"nonce": ""},
    "a nonce in a list": lambda: {"nonce": ["another"]},
    "expired beyond the skew": lambda: {"exp": now() - 62},
    "never expires": lambda: {"exp": None},
    "expires at a text": lambda: {"exp": "2999-01-01"},
    "expires at no number": lambda: {"exp": math.nan},
    "expires at true": lambda: {"exp": True},
    "issued in the future beyond the skew": lambda: {"iat": now() + 300},
    "never issued": lambda: {"iat": None},
    "not valid yet beyond the skew": lambda: {"nbf": now() + 300},
    "no subject": lambda: {"sub": None},
    "an empty subject": lambda: {"sub": ""},
    "a number for a subject": lambda: {"sub": 7},
    "a list for a subject": lambda: {"sub": ["7f3a"]},
    "a subject too long": lambda: {"sub": "7" * 256},
    "a subject with a control character": lambda: {"sub": "7f3a\x00"},
    "a subject beyond ASCII": lambda: {"sub": "7f3а"},
    "the hash of another access token": lambda: {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
}
UNUSUAL: list[Callable[[], Claims]] = [
    lambda: {"exp": now() - 20},
    lambda: {"iat": now() + 50},
    lambda: {"nbf": now() + 50},
    lambda: {"aud": [CLIENT]},
    lambda: {"azp": CLIENT},
    lambda: {"sub": "a|7/f:3 a" + "x" * 246},
]


async def accepted(
    served: Served, log: pytest.LogCaptureFixture, lies: Iterable[tuple[str, Callable[[], None]]]
) -> list[str]:
    """Which of the lies signed somebody in, each told to a browser of its own."""
    believed = []
    for name, lie in lies:
        log.clear()
        lie()
        browser = Browser(served)
        if not await nobody(browser, await browser.sign_in(), log):
            believed.append(name)
        await browser.close()
    return believed


async def test_a_token_that_the_provider_did_not_sign_signs_nobody_in(
    provider: IdentityProvider, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    lies = [(name, partial(setattr, provider, "sign", sign)) for name, sign in SIGNATURES.items()]

    assert len(lies) >= 20
    assert await accepted(served, caplog, lies) == []


async def test_a_token_that_is_not_for_this_sign_in_signs_nobody_in(
    provider: IdentityProvider, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    lies = [(name, partial(setattr, provider, "claims", made())) for name, made in CLAIMS.items()]

    assert len(lies) >= 30
    assert await accepted(served, caplog, lies) == []


def lists_everything(provider: IdentityProvider) -> None:
    """A shared secret among the keys, and every algorithm allowed."""
    provider.keys = [FIRST, SHARED]
    provider.sign = by_secret(SHARED.raw_value, "shared")
    everything = ["none", "HS256", "HS512", "RS256"]
    provider.published = {"id_token_signing_alg_values_supported": everything}


def lists_none(provider: IdentityProvider) -> None:
    """No signature, as published."""
    provider.sign = unsigned()
    provider.published = {"id_token_signing_alg_values_supported": ["none", "RS256"]}


def uses_key_for_secrets(provider: IdentityProvider) -> None:
    """The right key for something else."""
    provider.keys = [FOR_SECRETS, SECOND]
    provider.sign = signed_by(
        type(FIRST).import_key(FOR_SECRETS.as_dict(private=True) | {"use": "sig"})
    )


def leaves_token_out(provider: IdentityProvider) -> None:
    """An access token alone, with user info."""
    provider.token = {"id_token": None}
    provider.userinfo = provider.person
    provider.published = {"userinfo_endpoint": f"{provider.url}/userinfo"}


def tells_of_another(provider: IdentityProvider) -> None:
    """The user info of somebody else."""
    provider.claims = {"email": None, "email_verified": None}
    provider.userinfo = {**provider.person, "sub": "another"}
    provider.published = {"userinfo_endpoint": f"{provider.url}/userinfo"}


def has_no_address(provider: IdentityProvider) -> None:
    """Nothing to write to."""
    provider.claims = {"email": None}


LIES = [
    lists_everything,
    lists_none,
    uses_key_for_secrets,
    leaves_token_out,
    tells_of_another,
    has_no_address,
]


@pytest.mark.parametrize("lie", LIES)
async def test_whatever_a_provider_publishes_some_things_are_never_believed(
    provider: IdentityProvider,
    browser: Browser,
    caplog: pytest.LogCaptureFixture,
    lie: Callable[[IdentityProvider], None],
) -> None:
    lie(provider)

    assert await nobody(browser, await browser.sign_in(), caplog)


async def test_clocks_may_differ_by_a_minute_and_claims_take_their_other_forms(
    provider: IdentityProvider, served: Served
) -> None:
    for claims in UNUSUAL:
        provider.claims = claims()
        browser = Browser(served)

        assert (await browser.sign_in()).status_code == 303, provider.claims
        assert await browser.who()
        await browser.close()


async def test_a_new_key_is_fetched_when_a_token_names_it(
    provider: IdentityProvider, browser: Browser
) -> None:
    await browser.sign_in()
    provider.keys, provider.sign = [FIRST, SECOND], signed_by(SECOND)
    await browser.sign_in()
    await browser.sign_in()

    assert await browser.who()
    assert provider.asked.count("/keys") == 2
