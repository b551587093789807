"""Domains that look alike: one skeleton for all that a reader could take for each other."""

import unicodedata
from functools import lru_cache

import idna

# Letters of other scripts, and digits, that are drawn as a Latin letter is, or nearly.
_DRAWN_AS = {
    "a": "аαɑ",
    "b": "ьƅв",
    "c": "сϲᴄ",
    "d": "ԁɗ",
    "e": "еєҽεɛ",
    "f": "ғƒ",
    "g": "ɡցԍ",
    "h": "һհн",
    "i": "іɩιӏıɪ1|ǀ",
    "j": "јϳ",
    "k": "кκ",
    "m": "м",
    "n": "пոηռ",
    "o": "оοօ0ᴏσ",
    "p": "рρ",
    "q": "ԛգ",
    "r": "гᴦ",
    "s": "ѕʂ5",
    "t": "тτ",
    "u": "υսᴜц",
    "v": "νѵᴠ",
    "w": "ԝω",
    "x": "хχ",
    "y": "уγүყ",
    "z": "ᴢʐ2",
}
_LATIN = {ord(drawn): latin for latin, those in _DRAWN_AS.items() for drawn in those}
# Letters that read as others: two as one, then l as i, as one of them is often a capital.
_READ_AS = [("rn", "m"), ("vv", "w"), ("cl", "d"), ("l", "i")]


@lru_cache(100_000)
def skeleton(domain: str) -> str:
    """What a domain looks like: two domains with one skeleton can be taken for each other."""
    text = unicodedata.normalize("NFKD", _readable(domain)).casefold()
    drawn = "".join(char for char in text if not unicodedata.combining(char)).translate(_LATIN)
    for letters, one in _READ_AS:
        drawn = drawn.replace(letters, one)
    return drawn


def _readable(domain: str) -> str:
    # Only an A-label reads otherwise than it is written; decoding is slow.
    return idna.decode(domain) if "xn--" in domain else domain


def look_alike(domain: str, others: list[str]) -> list[str]:
    """Those of the other domains that could be taken for this one."""
    mine = skeleton(domain)
    return [other for other in others if other != domain and skeleton(other) == mine]
