"""The README as tests read it: its blocks of code, its tables, its links."""

import re
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from tests import checkout
from web.settings import Settings

README = checkout.ROOT / "README.md"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
FIRST_LIMIT = "max_body_bytes"


def text() -> str:
    """The whole README."""
    return README.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """What stands in the fenced blocks of a language."""
    found = [match.groups() for match in FENCED.finditer(text())]
    return [code for marked, code in found if marked == language]


def linked() -> list[Path]:
    """The files of the project that it links to."""
    return [checkout.ROOT / target for target in LINK.findall(text())]


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading, without its first two lines."""
    section = text().split(f"## {heading}\n", 1)[1].split("\n#", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def between(name: str) -> str:
    """What stands between the marks of a generated part."""
    return text().split(f"<!-- {name} -->\n", 1)[1].split(f"<!-- /{name} -->", 1)[0]


def settings_table(limits: bool) -> str:
    """The table of the settings, or of those that are limits, as the class has them."""
    names = list(Settings.model_fields)
    at = names.index(FIRST_LIMIT)
    chosen = names[at:] if limits else names[:at]
    lines = [_row(name, Settings.model_fields[name]) for name in chosen]
    return "\n".join(["| Variable | Default | What it is |", "| --- | --- | --- |", *lines, ""])


def _row(name: str, setting: FieldInfo) -> str:
    return f"| `ADMIT_{name.upper()}` | {_shown(setting.default)} | {setting.description} |"


def _shown(default: Any) -> str:
    value = default.get_secret_value() if isinstance(default, SecretStr) else default
    if value is None or value in ("", []):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def write_tables() -> None:
    """Put the settings' tables into the README anew: `python -m tests.readme`."""
    whole = text()
    for name, limits in (("settings", False), ("limits", True)):
        whole = whole.replace(
            f"<!-- {name} -->\n{between(name)}", f"<!-- {name} -->\n{settings_table(limits)}"
        )
    README.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    write_tables()
