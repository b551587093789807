"""What may be a name, a text, an address: the strict rules at the door.

Each function answers with the value as it is stored, or raises ValueError with a sentence for the
person who typed it. The sentence never repeats the value.
"""

import re
import unicodedata

import email_validator

NAME_LENGTH = 120
EMAIL_LENGTH = 254

# Nothing of these belongs in a name; in a mail's header or a log line each of them does harm.
_NOT_IN_NAMES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters and marks by category, yet drawn as nothing: a name of them would look empty.
_INVISIBLE = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_TURN_TEXT_AROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{1,62})[a-z0-9]")
_PHONE = re.compile(r"\+?[0-9 ().\-/]+(?: ?(?:x|ext\.?) ?[0-9]{1,6})?")


class TooShort(ValueError):
    """Fewer characters than the minimum."""


class TooLong(ValueError):
    """More characters than the maximum."""


def clean_name(value: str, label: str = "name", longest: int = NAME_LENGTH) -> str:
    """The name of a person, a company or an account: one visible line of 1 to 120 characters."""
    name = unicodedata.normalize("NFC", value).strip()
    if any(unicodedata.category(char) in _NOT_IN_NAMES or char in _INVISIBLE for char in name):
        raise ValueError(f"The {label} contains characters that cannot be shown.")
    # Mail headers read this as "encoded text follows", and that text may be anything.
    if "=?" in name:
        raise ValueError(f"The {label} may not contain the characters =? in a row.")
    name = " ".join(name.split())
    if not name:
        raise TooShort(f"The {label} is empty.")
    if len(name) > longest:
        raise TooLong(f"The {label} may have at most {longest} characters.")
    return name


def clean_optional(value: str, label: str = "name") -> str:
    """Like a name, but it may be left out."""
    return clean_name(value, label) if value.strip() else ""


def clean_text(value: str, minimum: int, maximum: int) -> str:
    """A text such as a reason: trimmed, may have lines, counted in composed Unicode characters."""
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", value)).replace("\t", " ").strip()
    if any(not _may_stand_in_text(char) for char in text):
        raise ValueError("The text contains control characters.")
    if len(text) < minimum:
        raise TooShort(f"Write at least {minimum:,} characters.")
    if len(text) > maximum:
        raise TooLong(f"Write at most {maximum:,} characters.")
    return text


def _may_stand_in_text(char: str) -> bool:
    if char == "\n":
        return True
    return unicodedata.category(char) not in {"Cc", "Cs"} and char not in _TURN_TEXT_AROUND


def is_storable(text: str) -> bool:
    """Whether a database can hold the text: NUL and half surrogates are in no stored one."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def clean_email(value: str) -> str:
    """An e-mail address: the first part as typed, the domain in lower case, as A-labels."""
    try:
        # `.test` and `.example` are as good as others: whether mail arrives is proved by a mail.
        found = email_validator.validate_email(
            value.strip(),
            check_deliverability=False,
            allow_smtputf8=False,
            test_environment=True,
            strict=True,
        )
    except email_validator.EmailNotValidError as error:
        raise ValueError("This is not an e-mail address.") from error
    address = found.ascii_email
    if address is None or len(address) > EMAIL_LENGTH or "=?" in address:
        raise ValueError("This is not an e-mail address.")
    return address


def clean_phone(value: str) -> str:
    """A phone number: 5 to 15 digits, grouped as people write them, perhaps with an extension."""
    phone = " ".join(value.split())
    digits = sum(char.isdigit() for char in re.split(r"x|ext", phone)[0])
    if len(phone) > 40 or not _PHONE.fullmatch(phone) or not 5 <= digits <= 15:
        raise ValueError("Write the phone number in digits, for example +1 555 010 0199.")
    return phone


def clean_username(value: str) -> str:
    """A username: 3 to 64 lower-case letters, digits, dots, underscores and hyphens."""
    username = value.strip()
    if not username.isascii() or not _USERNAME.fullmatch(username.lower()):
        raise ValueError(
            "Choose 3 to 64 of the letters a to z, digits, dots, underscores and hyphens,"
            " with a letter or digit at both ends."
        )
    return username.lower()
