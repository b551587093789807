"""Spellings that a reader takes for another domain: none of them passes unnoticed."""

import random

import pytest

from models import domains, lookalikes

DRAWN = {
    "a": "аàάɑ", "b": "ь", "c": "сċ", "d": "ԁ", "e": "еéė", "g": "ɡ", "h": "һ", "i": "іíι1l",
    "j": "ј", "k": "κк", "l": "1iӏ", "m": "м", "n": "ñ", "o": "оοօ0ö", "p": "рρ", "q": "ԛ",
    "r": "ŕ", "s": "ѕ5š", "t": "т", "u": "υսü", "v": "ν", "w": "ԝ", "x": "хχ", "y": "уý",
    "z": "ž2",
}  # fmt: skip
PAIRS = {"m": "rn", "w": "vv", "d": "cl"}
SYLLABLES = ["ac", "me", "no", "va", "ri", "ver", "so", "lu", "tec", "dax", "wil", "mop", "kys"]


def names(count: int) -> list[str]:
    """Domains such as companies have."""
    chance = random.Random(16)
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(chance.choices(SYLLABLES, k=3)) + ".example"] = None
    return list(made)


def spelled(chance: random.Random, domain: str) -> str:
    """The domain with one to all of its letters drawn otherwise."""
    label, _, rest = domain.partition(".")
    share = chance.choice([0.2, 0.5, 1.0])
    drawn = [_drawn(chance, letter) if chance.random() < share else letter for letter in label]
    return "".join(drawn) + "." + rest


def _drawn(chance: random.Random, letter: str) -> str:
    other: list[str] = [*DRAWN.get(letter, letter), *([PAIRS[letter]] if letter in PAIRS else [])]
    return chance.choice(other)


def test_of_10_000_confusable_spellings_of_100_domains_none_is_silently_another() -> None:
    chance, seen, silent = random.Random(1), 0, []
    for domain in names(100):
        for _ in range(100):
            spelling = spelled(chance, domain)
            seen += 1
            try:
                other = domains.normalise_domain(spelling)
            except ValueError:
                continue
            if other != domain and not lookalikes.look_alike(other, [domain]):
                silent.append(spelling)

    assert seen == 10_000
    assert silent == []


@pytest.mark.parametrize("domain", ["acme.example", "xn--80ak6aa92e.com", "rivers.example"])
def test_a_domain_is_no_look_alike_of_itself(domain: str) -> None:
    assert not lookalikes.look_alike(domain, [domain])


def test_domains_that_read_otherwise_are_no_look_alikes() -> None:
    every = names(100)

    taken = [(one, other) for one in every for other in every if one < other]
    alike = [pair for pair in taken if lookalikes.look_alike(pair[0], [pair[1]])]
    assert len(alike) == 0
