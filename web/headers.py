"""Headers that protect every page and answer, and the hosts that are answered at all."""

import re
from collections.abc import Mapping

from starlette.datastructures import URL
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.settings import Settings

POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


CREDENTIALS = (b"cookie", b"authorization")

RawHeaders = list[tuple[bytes, bytes]]


def policy(directives: Mapping[str, str], url: URL) -> str:
    """A page's Content-Security-Policy, with the socket of the very host that was asked."""
    written = dict(directives)
    # Not every browser counts the socket of the same host as 'self'.
    if re.fullmatch(r"[\w.\-\[\]:]+", url.netloc):
        scheme = "wss" if url.scheme == "https" else "ws"
        written["connect-src"] += f" {scheme}://{url.netloc}"
    return "; ".join(f"{name} {sources}" for name, sources in written.items())


LET_IN = "admit.let_in"  # in the scope of who asks a host of ours


class ProtectiveHeaders:
    """Adds what a response does not set itself; refuses hosts that are not ours."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.hosts = TrustedHostMiddleware(_let_in, settings.hosts, www_redirect=False)
        protection = dict(PROTECTION)
        if settings.public_url.startswith("https:"):
            protection["Strict-Transport-Security"] = "max-age=31536000"
        self.protection = [(k.lower().encode(), v.encode()) for k, v in protection.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with the headers added on the way back."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        protected = self._protected(scope, send)
        # Over before the app begins: nothing of it stays in memory as long as sockets do.
        await self.hosts(scope, receive, protected)
        if LET_IN in scope:
            await self.app(scope, receive, protected)

    def _protected(self, scope: Scope, send: Send) -> Send:
        personal = any(name in CREDENTIALS for name, _ in scope["headers"])

        async def protected(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                message["headers"] = self._with_more(list(message.get("headers", ())), personal)
            await send(message)

        return protected

    def _with_more(self, headers: RawHeaders, personal: bool) -> RawHeaders:
        # As bytes, as ASGI has them: Starlette would encode every name again for every answer.
        there = {name for name, _ in headers}
        headers += [header for header in self.protection if header[0] not in there]
        if (personal or b"set-cookie" in there) and b"cache-control" not in there:
            headers.append((b"cache-control", b"no-store"))
        return headers


async def _let_in(scope: Scope, _receive: Receive, _send: Send) -> None:
    scope[LET_IN] = True
