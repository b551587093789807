"""Files of a build: compressed as the build left them, and kept for good by whoever gets them."""

from contextlib import suppress
from pathlib import PurePath

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.graphql import media

FOREVER = "public, max-age=31536000, immutable"
# How a compressed file's name ends: what shrinks more comes first.
CODINGS = {"br": ".br", "gzip": ".gz"}
# Not left to the machine's own tables: a browser runs no script that comes as anything else.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class Built(StaticFiles):
    """A folder of a build, in which each file may have compressed ones beside it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve the file, in the best of the codings that are there and that the client takes."""
        if path.endswith(tuple(CODINGS.values())):  # never by its own name, as nobody reads it so
            raise HTTPException(404)
        response = await self._best(path, scope)
        if response.status_code == 200 and (type_ := TYPES.get(PurePath(path).suffix)):
            response.headers["Content-Type"] = type_
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    async def _best(self, path: str, scope: Scope) -> Response:
        for coding in accepted(Headers(scope=scope).get("accept-encoding", "")):
            with suppress(HTTPException):  # not there: the next one, or the file itself
                response = await super().get_response(path + CODINGS[coding], scope)
                response.headers["Content-Encoding"] = coding
                return response
        return await super().get_response(path, scope)


class Assets(Built):
    """Files with a hash in their names, which therefore never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Serve a file, to be kept for good."""
        response = await super().get_response(path, scope)
        if response.status_code in (200, 206, 304):
            response.headers["Cache-Control"] = FOREVER
        return response


def accepted(header: str) -> list[str]:
    """Which codings an Accept-Encoding header takes, in the order of its preference, then ours."""
    weights = {given.name: given.quality for given in map(media.parse, header.split(","))}
    others, plain = weights.get("*", 0), weights.get("identity", 0)
    ours = {coding: weights.get(coding, others) for coding in CODINGS}
    taken = [coding for coding, weight in ours.items() if weight > 0 and weight >= plain]
    return sorted(taken, key=lambda coding: -ours[coding])
