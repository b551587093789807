"""Domain identifiers: all spellings of a domain are one, and no look-alike passes silently."""

import random
from contextlib import suppress

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import domains, names

DISTURBING = ["\u00ad", "\u200b", "\u2060", "\ufeff"]
LOOK_ALIKES = dict(zip("aeopcxyi", "аеорсхуі", strict=True))  # Cyrillic for Latin


@pytest.mark.parametrize(
    "spelling",
    [
        "acme.example", " ACME.Example ", "acme。example", "ａｃｍｅ.example", "ac\u00adme.example",
        "acme\u200b.example", "acme.example.", "acme．example",
    ],
)  # fmt: skip
def test_every_spelling_of_a_domain_is_the_same_domain(spelling: str) -> None:
    assert domains.normalise_domain(spelling) == "acme.example"


@pytest.mark.parametrize("spelling", ["bücher.example", "BÜCHER.example", "XN--Bcher-KVA.example"])
def test_an_international_domain_is_kept_as_its_a_label(spelling: str) -> None:
    assert domains.normalise_domain(spelling) == "xn--bcher-kva.example"


@pytest.mark.parametrize(
    "domain", ["acme.test", "acme.co.uk", "mail.acme.example", "acme.github.io"]
)
def test_an_organisations_own_domain_is_accepted(domain: str) -> None:
    assert domains.normalise_domain(domain) == domain


@pytest.mark.parametrize(
    "domain", ["почта.example", "日本カナひらlatin.example", "한국latin.example"]
)
def test_scripts_that_one_language_uses_together_are_accepted(domain: str) -> None:
    assert domains.display_domain(domains.normalise_domain(domain)).startswith(domain)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", ".", "acme", "localhost", "acme..example", "acme.example..", ".acme.example",
        "acme.example/", "acme.example:443", "https://acme.example", "@acme.example",
        "ada@acme.example", "acme.example\x00.evil.test", "acme .example", "acme_x.example",
        "-acme.example", "acme-.example", "ac--me.example", "xn--a.example", "☃.example",
        "acme.example\nevil.test", "*.example", "acme.example, evil.test", "\ud800.example",
        f"{'a' * 64}.example", "a." * 130 + "example",
    ],
)  # fmt: skip
def test_what_is_not_a_domain_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="domain"):
        domains.normalise_domain(typed)


@pytest.mark.parametrize(
    "typed", ["192.0.2.1", "127.1", "0x7f.1", "1.0x7f", "2130706433", "[::1]", "::1"]
)
def test_an_address_of_a_machine_is_not_a_domain(typed: str) -> None:
    with pytest.raises(ValueError, match="domain"):
        domains.normalise_domain(typed)


@pytest.mark.parametrize("typed", ["co.uk", "CO.UK", "com.br", "github.io", "公司.cn"])
def test_an_ending_that_organisations_share_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="share this ending"):
        domains.normalise_domain(typed)


@pytest.mark.parametrize(
    "typed", ["аcme.example", "acmе.example", "xn--cme-5cd.example", "αcme.example"]
)
def test_a_label_of_mixed_scripts_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="different scripts"):
        domains.normalise_domain(typed)


def test_of_10000_disguises_none_is_silently_another_domain() -> None:
    seed = random.randrange(2**32)
    print("seed", seed)
    chance = random.Random(seed)
    strays = []
    for n in range(10_000):
        domain = f"acme-{n % 100}.example"
        disguise = _disguised(domain, chance)
        with suppress(ValueError):
            strays += [disguise] if domains.normalise_domain(disguise) != domain else []

    assert strays == []


def _disguised(domain: str, chance: random.Random) -> str:
    """The domain in other clothes: wide, upper case, with invisible or Cyrillic letters."""
    name, dot, rest = domain.partition(".")
    letters = list(name)
    # One Latin letter always stays: a whole word in another script is another word.
    for at in chance.sample(range(len(letters)), chance.randint(1, 4)):
        char = letters[at]
        letters[at] = chance.choice(
            [
                char if char == "m" else LOOK_ALIKES.get(char, char),
                chr(ord(char) + 0xFEE0),
                char.upper(),
                char + chance.choice(DISTURBING),
            ]
        )
    return "".join(letters) + chance.choice([dot, "。", "．"]) + rest


@given(st.text(st.characters(), max_size=40).map(lambda text: f"{text}.example"))
def test_whatever_is_typed_a_kept_domain_is_plain_and_stays_as_it_is(typed: str) -> None:
    try:
        domain = domains.normalise_domain(typed)
    except ValueError:
        return

    assert set(domain) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    assert domain == domains.normalise_domain(domain)
    assert domain == domains.normalise_domain(idna.decode(domain))


@given(st.emails(domains=st.sampled_from(["Acme.example", "bücher.example", "github.io"])))
def test_the_domain_of_an_accepted_address_is_spelled_the_same_way(address: str) -> None:
    try:
        kept = names.clean_email(address)
    except ValueError:
        return

    assert domains.domain_of(kept) == kept.rpartition("@")[2]


def test_what_has_no_domain_is_no_address() -> None:
    for text in ("", "ada", "@acme.example", "ada@"):
        with pytest.raises(ValueError):
            domains.domain_of(text)


def test_public_mail_domains_are_known_with_whatever_lies_below_them() -> None:
    assert domains.is_public_mail_domain("gmail.com")
    assert domains.is_public_mail_domain("yahoo.co.uk")
    assert domains.is_public_mail_domain("mail.yandex.ru")
    assert not domains.is_public_mail_domain("acme.example")
    assert not domains.is_public_mail_domain("notgmail.com")


def test_the_list_of_public_mail_domains_is_spelled_as_domains_are() -> None:
    for domain in domains._public_mail_domains():
        assert domains.normalise_domain(domain) == domain


def test_a_domain_is_shown_in_both_forms_where_they_differ() -> None:
    assert domains.display_domain("acme.example") == "acme.example"
    assert (
        domains.display_domain("xn--bcher-kva.example") == "bücher.example (xn--bcher-kva.example)"
    )
