"""Headers that protect every page and answer, and the hosts that are answered at all."""

import re
from collections.abc import Mapping

from starlette.datastructures import URL, Headers, MutableHeaders
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
        self.protection = dict(PROTECTION)
        if settings.public_url.startswith("https:"):
            self.protection["Strict-Transport-Security"] = "max-age=31536000"

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
        headers = Headers(scope=scope)
        personal = "cookie" in headers or "authorization" in headers

        async def protected(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                self._add(MutableHeaders(scope=message), personal)
            await send(message)

        return protected

    def _add(self, headers: MutableHeaders, personal: bool) -> None:
        for name, value in self.protection.items():
            headers.setdefault(name, value)
        if personal or "set-cookie" in headers:
            headers.setdefault("Cache-Control", "no-store")


async def _let_in(scope: Scope, _receive: Receive, _send: Send) -> None:
    scope[LET_IN] = True
