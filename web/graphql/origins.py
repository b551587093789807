"""Which page a request comes from: our own, a welcome one, or a foreign one."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from web.settings import Settings

SECURE = {"http": "http", "https": "https", "ws": "http", "wss": "https"}


class Origins:
    """Judges the Origin of a request by the settings and by the (trusted) Host."""

    def __init__(self, settings: Settings) -> None:
        self.public = _origin(settings.public_url)
        self.allowed = {_origin(url) for url in settings.allowed_origins}

    def own(self, connection: HTTPConnection) -> bool:
        """Whether cookies count: no page of another origin is behind it, as far as can be known."""
        if connection.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return False
        origins = connection.headers.getlist("origin")
        return all(_origin(origin) in (self.public, self._host(connection)) for origin in origins)

    def welcome(self, connection: HTTPConnection) -> bool:
        """Whether it may open a socket at all: our own pages, allowed ones, and programs."""
        welcome = {self.public, self._host(connection), *self.allowed}
        return all(_origin(origin) in welcome for origin in connection.headers.getlist("origin"))

    def _host(self, connection: HTTPConnection) -> str:
        scheme = SECURE.get(connection.scope["scheme"], "http")
        return _origin(f"{scheme}://{connection.headers.get('host', '')}")


def _origin(url: str) -> str:
    """Scheme, host and port in one spelling; empty for null and nonsense, which match nothing."""
    try:
        parts = urlsplit(url)
        default = {"http": 80, "https": 443}[parts.scheme]
        return f"{parts.scheme}://{parts.hostname}:{parts.port or default}"
    except (ValueError, KeyError):
        return f"foreign {url}"
