"""The OpenID Connect provider: where it is found, and what of its answers is believed.

Authlib speaks the protocol. Decided here is what it leaves open: whose discovery document counts,
which algorithms, for whom a token must be meant, and how long keys are kept.
"""

import asyncio
import ssl
from datetime import timedelta
from functools import cache
from typing import Any

import httpx2
from authlib.integrations.starlette_client import OAuth
from starlette.requests import Request

from models import clock
from models.identities import Told
from web.settings import Settings

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
CLOCK_SKEW = 60  # seconds
PATIENCE = 10  # seconds for all that is asked of the provider at once
KEPT = timedelta(hours=1)  # a key that the provider has withdrawn is believed no longer than this


class Trouble(Exception):
    """Nobody is signed in. The text is for the log; people read `message`."""

    status = 400
    message = "The sign-in could not be completed. Start it again."


class Unreachable(Trouble):
    """The provider does not answer."""

    status = 503
    message = "Your organisation's sign-in does not answer. Try again in a minute."


class Provider:
    """One provider, discovered when it is first needed and again every hour."""

    def __init__(self, settings: Settings) -> None:
        self.issuer = settings.oidc_issuer or ""
        self.client_id = settings.oidc_client_id
        self.secret = settings.oidc_client_secret.get_secret_value()
        self.scopes = " ".join(dict.fromkeys(["openid", *settings.oidc_scopes.split()]))
        self._client: Any = None
        self._until = clock.now()

    async def client(self) -> Any:
        """Authlib's client for the provider as it is now."""
        if clock.now() >= self._until:
            await asyncio.to_thread(_trust)  # reads files, once
            self._client = self._made(await self._discovered())
            self._until = clock.now() + KEPT
        return self._client

    def _made(self, metadata: dict[str, Any]) -> Any:
        return OAuth().register(
            "oidc",
            client_id=self.client_id,
            client_secret=self.secret,
            client_kwargs={
                "scope": self.scopes,
                "code_challenge_method": "S256",
                "timeout": PATIENCE,
                "verify": _trust(),
            },
            **metadata,
        )

    async def _discovered(self) -> dict[str, Any]:
        try:
            async with asyncio.timeout(PATIENCE), httpx2.AsyncClient(verify=_trust()) as http:
                answer = await http.get(self.issuer.rstrip("/") + DISCOVERY)
            published = answer.raise_for_status().json()
        except (httpx2.HTTPError, TimeoutError, ValueError) as error:
            raise Unreachable(f"discovery: {error!r}") from error
        if not isinstance(published, dict) or published.get("issuer") != self.issuer:
            raise Unreachable("discovery: this is not the document of our issuer")
        return self.used(published)

    def used(self, published: dict[str, Any]) -> dict[str, Any]:
        """What is used of a discovery document; anything else could change Authlib's own options,
        even switch the code challenge off."""
        found = {name: published.get(name) for name in (*ENDPOINTS, "userinfo_endpoint")}
        scheme = "https://" if self.issuer.startswith("https://") else "http"
        for name, url in found.items():
            if url is None and name not in ENDPOINTS:
                continue
            if not isinstance(url, str) or not url.startswith(scheme):
                raise Unreachable(f"discovery: {name} is missing or not safe")
        ways = _listed(published, "token_endpoint_auth_methods_supported", "client_secret_basic")
        basic = "client_secret_basic" in ways
        return {
            **found,
            "issuer": self.issuer,
            "id_token_signing_alg_values_supported": _algorithms(published),
            "authorization_response_iss_parameter_supported": published.get(
                "authorization_response_iss_parameter_supported"
            ),
            "token_endpoint_auth_method": "client_secret_basic" if basic else "client_secret_post",
        }

    async def knows(self, request: Request) -> bool:
        """Whether this browser started the sign-in that comes back."""
        client = await self.client()
        state = request.query_params.get("state", "")
        return bool(await client.framework.get_state_data(request.session, state))

    async def told(self, request: Request) -> Told:
        """Whom the provider says that the browser coming back is, with everything checked."""
        client = await self.client()
        self._check_sender(request, client.server_metadata)
        try:
            async with asyncio.timeout(PATIENCE):
                return self._told(await self._claims(client, request))
        except Trouble:
            raise
        except (httpx2.HTTPError, TimeoutError) as error:
            raise Unreachable(repr(error)) from error
        except Exception as error:
            # Authlib raises whatever a wrong answer happens to break, from ValueError to KeyError.
            raise Trouble(repr(error)) from error

    def _check_sender(self, request: Request, metadata: dict[str, Any]) -> None:
        """RFC 9207: an answer that another provider's page sends here is refused."""
        names = [name for name, _ in request.query_params.multi_items()]
        if len(names) != len(set(names)):
            raise Trouble("a parameter came twice")
        required = metadata["authorization_response_iss_parameter_supported"]
        sender = request.query_params.get("iss", None if required else self.issuer)
        if sender != self.issuer:
            raise Trouble(f"the answer is from {sender!r}")

    async def _claims(self, client: Any, request: Request) -> dict[str, Any]:
        token = await client.authorize_access_token(
            request, claims_options=self._expected(), leeway=CLOCK_SKEW
        )
        claims = token.get("userinfo")
        if not claims:
            raise Trouble("there is no ID token")
        if claims.get("email") or not client.server_metadata["userinfo_endpoint"]:
            return dict(claims)
        # Many providers tell the address here alone. It must be about the same person.
        more = await client.userinfo(token=token)
        if more.get("sub") != claims["sub"]:
            raise Trouble("the user info is about somebody else")
        # An address and whether it is verified are told in one place, never one here, one there.
        return {**claims, "email_verified": None, **more}

    def _expected(self) -> dict[str, Any]:
        """What Authlib checks of the claims beside nonce and times; it would ignore `aud`."""
        return {
            "iss": {"essential": True, "value": self.issuer},
            "aud": {"essential": True, "validate": self._is_for_us},
            "sub": {"essential": True, "validate": _is_subject},
        }

    def _is_for_us(self, _claims: object, audience: object) -> bool:
        return audience in (self.client_id, [self.client_id])

    def _told(self, claims: dict[str, Any]) -> Told:
        return Told(
            issuer=self.issuer,
            subject=claims["sub"],
            username=_text(claims, "preferred_username"),
            full_name=_text(claims, "name"),
            email=_text(claims, "email"),
            email_verified=claims.get("email_verified") is True,
        )


@cache
def _trust() -> ssl.SSLContext:
    """The certificates to trust, shared: every HTTP client that Authlib makes would read them anew
    for as long as all the rest of a sign-in takes."""
    return httpx2.create_ssl_context()


def _algorithms(published: dict[str, Any]) -> list[str]:
    """What the provider signs with and we believe: never `none`, never a shared secret."""
    offered = _listed(published, "id_token_signing_alg_values_supported", "RS256")
    believed = [name for name in ALGORITHMS if name in offered]
    if not believed:
        raise Unreachable("discovery: no algorithm that we believe")
    return believed


def _listed(published: dict[str, Any], name: str, default: str) -> list[Any]:
    found = published.get(name) or [default]
    return found if isinstance(found, list) else []


def _is_subject(_claims: object, subject: object) -> bool:
    text = subject if isinstance(subject, str) else ""
    return 0 < len(text) <= 255 and text.isascii() and text.isprintable()


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) else ""
