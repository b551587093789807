"""Domain identifiers: one spelling for each, kept as A-labels, and nothing that is no domain."""

import re
import unicodedata
from functools import cache
from pathlib import Path

import idna
from publicsuffixlist import PublicSuffixList

_PUBLIC_MAIL = Path(__file__).parent / "public_mail_domains.txt"
_DOMAIN_LENGTH = 253

# A last label like this makes browsers and resolvers read the whole as an IP address.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

# Scripts that one language writes side by side; any other mixture within a label is a disguise.
_WRITTEN_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
_OTHER_NAMES = {"IDEOGRAPHIC": "CJK", "EXTENDED": "ARABIC"}
_OF_NO_SCRIPT = {"COMBINING", "MODIFIER", "MIDDLE", "ZERO"}


def normalise_domain(value: str) -> str:
    """The one spelling of a domain identifier: lower case, A-labels (UTS 46, then IDNA 2008)."""
    domain = _a_labels(value)
    labels = domain.split(".")
    if len(labels) < 2 or _NUMBER.fullmatch(labels[-1]):
        raise ValueError("Write the whole domain, for example acme.example.")
    if any(len(_scripts(label)) > 1 and not _one_language(label) for label in labels):
        raise ValueError("The domain mixes letters of different scripts.")
    if is_public_suffix(domain):
        raise ValueError("Many organisations share this ending: write your own domain.")
    return domain


def _a_labels(value: str) -> str:
    text = value.strip()
    if not 0 < len(text) <= _DOMAIN_LENGTH:
        raise ValueError("Write the whole domain, for example acme.example.")
    try:
        domain = idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
    except (UnicodeError, ValueError) as error:
        raise ValueError("This is not a domain.") from error
    # The dot of the root, as in `acme.example.`, names the same domain.
    return domain.lower().removesuffix(".")


def _one_language(label: str) -> bool:
    return any(_scripts(label) <= together for together in _WRITTEN_TOGETHER)


def _scripts(label: str) -> set[str]:
    return {script for char in idna.decode(label) if (script := _script(char))}


def _script(char: str) -> str | None:
    """The script of a letter, by the first word of its Unicode name; digits and marks have none."""
    if char.isascii():
        return "LATIN" if char.isalpha() else None
    word = re.split("[ -]", unicodedata.name(char, "UNKNOWN"))[0]
    if word in _OF_NO_SCRIPT or unicodedata.category(char) == "Mn":
        return None
    return _OTHER_NAMES.get(word, word)


def domain_of(email: str) -> str:
    """The domain of an e-mail address, spelled as `normalise_domain` spells it."""
    local, at, domain = email.rpartition("@")
    if not (local and at):
        raise ValueError("This is not an e-mail address.")
    return _a_labels(domain)


def is_public_mail_domain(domain: str) -> bool:
    """Whether anyone can get an address there, so that it says nothing about an employer."""
    return (_suffixes().privatesuffix(domain) or domain) in _public_mail_domains()


def is_public_suffix(domain: str) -> bool:
    """Whether others register their domains below this one, such as co.uk."""
    return _suffixes().publicsuffix(domain) == domain


def display_domain(domain: str) -> str:
    """How a domain is shown: both forms where they differ, so that a look-alike stands out."""
    readable = idna.decode(domain)
    return domain if readable == domain else f"{readable} ({domain})"


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@cache
def _public_mail_domains() -> frozenset[str]:
    lines = _PUBLIC_MAIL.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
