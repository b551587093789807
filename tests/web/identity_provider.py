"""An OpenID Connect provider for tests: a real server, honest until a test makes it lie."""

import asyncio
import base64
import hashlib
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from web import server

CLIENT, SECRET = "admit-at-acme", "s3cret: of/the client"
Key = RSAKey | ECKey | OctKey
Claims = dict[str, Any]
Sign = Callable[[dict[str, Any], Claims], Any]

FIRST = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
SECOND = RSAKey.generate_key(2048, {"kid": "second", "use": "sig", "alg": "RS256"})
NINA = {
    "sub": "7f3a",
    "preferred_username": "Nina.Berg@acme.example",
    "name": "Nina Berg",
    "email": "nina@acme.example",
    "email_verified": True,
}


def encoded(part: bytes | dict[str, Any]) -> str:
    """A part of a token."""
    raw = json.dumps(part).encode() if isinstance(part, dict) else part
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed_by(key: Key, **header: Any) -> Sign:
    """Signs tokens with this key."""
    given = {"alg": "RS256", "kid": key.kid, **header}
    return lambda _, claims: jwt.encode(given, claims, key, algorithms=[given["alg"]])


@dataclass
class IdentityProvider:
    """What it knows and, by its fields, how it behaves."""

    url: str = ""
    person: Claims = field(default_factory=lambda: dict(NINA))
    keys: list[Key] = field(default_factory=lambda: [FIRST])
    sign: Sign = field(default_factory=lambda: signed_by(FIRST))
    claims: Claims = field(default_factory=dict)  # changes to a token's; None leaves one out
    published: Claims = field(default_factory=dict)  # changes to the discovery document
    callback: Claims = field(default_factory=dict)  # changes to what the browser brings back
    token: Claims = field(default_factory=dict)  # changes to the token endpoint's answer
    userinfo: Claims = field(default_factory=dict)
    broken: dict[str, Response] = field(default_factory=dict)  # answers by path
    silent: set[str] = field(default_factory=set)  # paths that never answer
    grants: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    end: asyncio.Event = field(default_factory=asyncio.Event)

    def app(self) -> Starlette:
        """Its addresses."""
        answers = {
            "/.well-known/openid-configuration": self.discovery,
            "/authorize": self.authorize,
            "/token": self.exchange,
            "/keys": self.published_keys,
            "/userinfo": self.about,
        }

        async def answer(request: Request) -> Response:
            path = request.url.path
            self.asked.append(path)
            if path in self.silent:
                await self.end.wait()
            return self.broken.get(path) or await answers[path](request)

        return Starlette(routes=[Route(path, answer, methods=["GET", "POST"]) for path in answers])

    async def discovery(self, request: Request) -> Response:
        """Where everything is."""
        document = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return JSONResponse(changed(document, self.published))

    async def authorize(self, request: Request) -> Response:
        """As if the person had typed the password: back to the client with a code."""
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT and asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
        code = secrets.token_urlsafe()
        self.grants[code] = asked
        brought = changed({"code": code, "state": asked["state"]}, self.callback)
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(brought)}", 302)

    async def exchange(self, request: Request) -> Response:
        """Tokens for a code: once, to the client that asked, who can show the verifier."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        if not self._is_client(request, form):
            return JSONResponse({"error": "invalid_client"}, 401)
        grant = self.grants.pop(form.get("code", ""), None)
        if not grant or not _fits(grant, form):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims = changed({**claims, "nonce": grant["nonce"], **self.person}, self.claims)
        answer = {"access_token": "opens-userinfo", "token_type": "Bearer"}
        id_token = self.sign({"alg": "RS256", "kid": "first"}, claims)
        return JSONResponse(changed({**answer, "id_token": id_token}, self.token))

    def _is_client(self, request: Request, form: dict[str, str]) -> bool:
        if "client_secret_post" in self.published.get("token_endpoint_auth_methods_supported", []):
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        return request.headers.get("authorization") == f"Basic {basic}"

    async def published_keys(self, request: Request) -> Response:
        """The keys' public halves."""
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.keys]})

    async def about(self, request: Request) -> Response:
        """More about the person, for the access token."""
        if request.headers.get("authorization") != "Bearer opens-userinfo":
            return JSONResponse({"error": "invalid_token"}, 401)
        return JSONResponse(self.userinfo)


def changed(original: Claims, changes: Claims) -> Claims:
    """With the changes; what they make None is left out."""
    return {name: v for name, v in {**original, **changes}.items() if v is not None}


def _fits(grant: dict[str, str], form: dict[str, str]) -> bool:
    digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    return encoded(digest) == grant["code_challenge"] and (
        form.get("redirect_uri") == grant["redirect_uri"]
    )


@asynccontextmanager
async def providing() -> AsyncIterator[IdentityProvider]:
    """A provider on a port of its own."""
    provider = IdentityProvider()
    address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    configuration = uvicorn.Config(provider.app(), log_config=None, lifespan="off")
    running = server.Server(configuration, address.set_result, provider.end.set)
    task = asyncio.create_task(running._serve([server.listen("127.0.0.1", 0)]))
    try:
        provider.url = await address
        yield provider
    finally:
        running.should_exit = True
        await task
