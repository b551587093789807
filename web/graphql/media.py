"""Media types of requests and responses, compared exactly."""

from dataclasses import dataclass
from functools import lru_cache

JSON = "application/json"
RESPONSE = "application/graphql-response+json"
EVENTS = "text/event-stream"
HTML = "text/html"

# What we answer in, the first preferred where a client has no preference. A bare */* gets plain
# JSON, which every client reads.
OFFERS = (RESPONSE, JSON, HTML, EVENTS)
PLAIN = (RESPONSE, JSON, EVENTS)
# So many headers of this length, in characters, are read once.
LATELY, USUAL = 100, 300


@dataclass(frozen=True)
class Range:
    """One media range of an Accept header, or a Content-Type."""

    name: str
    parameters: dict[str, str]

    @property
    def quality(self) -> float:
        """The q parameter; nonsense counts as a refusal."""
        try:
            quality = float(self.parameters.get("q", "1"))
        except ValueError:
            return 0
        return quality if 0 <= quality <= 1 else 0

    @property
    def utf8(self) -> bool:
        """Whether its charset is UTF-8, said or unsaid."""
        return self.parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8")


def parse(text: str) -> Range:
    """A media type or range with its parameters, in lower case."""
    name, *rest = text.split(";")
    parameters = {}
    for parameter in rest:
        key, _, value = parameter.partition("=")
        parameters[key.strip().lower()] = value.strip().strip('"')
    return Range(name.strip().lower(), parameters)


def is_json(headers: list[str]) -> bool:
    """Whether the one Content-Type is JSON in UTF-8."""
    if headers == [JSON]:  # as most of them say it
        return True
    if len(headers) != 1 or "," in headers[0]:
        return False
    content = parse(headers[0])
    return content.name == JSON and content.utf8


def accepted(headers: list[str]) -> "Accepted":
    """What a client's Accept headers say; the same few come again and again."""
    text = ",".join(headers)
    return _usual(text) if len(text) <= USUAL else Accepted(text)


class Accepted:
    """What a client accepts."""

    def __init__(self, text: str) -> None:
        ranges = [parse(part) for part in (text or "*/*").split(",") if part.strip()]
        self.ranges = [range_ for range_ in ranges if range_.utf8]
        self._best: dict[tuple[str, ...], str | None] = {}

    def best(self, offers: tuple[str, ...] = OFFERS) -> str | None:
        """The preferred of what we offer, or None if nothing will do."""
        if offers not in self._best:
            self._best[offers] = self._preferred(offers)
        return self._best[offers]

    def _preferred(self, offers: tuple[str, ...]) -> str | None:
        ranked = sorted(offers, key=self._rank, reverse=True)
        return ranked[0] if ranked and self._rank(ranked[0])[0] > 0 else None

    def takes(self, offer: str) -> bool:
        """Whether it names this type and does not refuse it."""
        return self._named(offer) and self._quality(offer) > 0

    def _rank(self, offer: str) -> tuple[float, bool, bool, int]:
        """Quality first, then types it names, then plain JSON, then our own order."""
        if offer in (EVENTS, HTML) and not self._named(offer):
            return (0, False, False, 0)
        named = self._named(offer)
        return (self._quality(offer), named, offer == JSON and not named, -OFFERS.index(offer))

    def _named(self, offer: str) -> bool:
        return any(range_.name == offer for range_ in self.ranges)

    def _quality(self, offer: str) -> float:
        for pattern in (offer, offer.partition("/")[0] + "/*", "*/*"):
            matching = [range_.quality for range_ in self.ranges if range_.name == pattern]
            if matching:
                return max(matching)
        return 0


_usual = lru_cache(LATELY)(Accepted)
