"""Parses the instructions of a page (Markdown) into sections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from wizard.domain.dataclass import dataclass
from wizard.ui.dates import full_day

_SECTION = re.compile(r"^## ", re.MULTILINE)
_NUMBER = re.compile(r"^\d+\. ", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page's help; a line that begins with "- " is an item of a list."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Instructions:
    """What a page says; lines are in our own Markdown."""

    heading: str
    purpose: str
    actions: tuple[str, ...]
    sections: tuple[Section, ...]
    source: str


def read_instructions(text: str, values: Mapping[str, str]) -> Instructions:
    """Read one file; each ``{name}`` of ``values`` is filled in.

    The last line names what the page is based on; its ISO date is shown in the reader's language.

    Raises:
        ValueError: the text is not laid out as a page.
    """
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value.replace("`", ""))
    head, *rest = _SECTION.split(text)
    heading, purpose, numbered = (part.strip() for part in head.strip().split("\n\n", 2))
    sections = [_section(part) for part in rest]
    last = sections[-1]
    sections[-1] = Section(last.title, last.lines[:-1])
    return Instructions(
        heading=heading.removeprefix("# "),
        purpose=" ".join(purpose.splitlines()),
        actions=tuple(_NUMBER.sub("", line) for line in numbered.splitlines() if line.strip()),
        sections=tuple(sections),
        source=_DATE.sub(lambda day: full_day(date.fromisoformat(day[0])), last.lines[-1]),
    )


def code_in(line: str) -> str:
    """Return the text between the first two back quotes: what a copy button copies, or ""."""
    found = _CODE.search(line)
    return found[1] if found else ""


def _section(part: str) -> Section:
    title, _, body = part.partition("\n")
    return Section(title.strip(), tuple(line.strip() for line in body.splitlines() if line.strip()))
