"""The two marks of our own Markdown lines: ``**bold**`` and `code`.

Nothing here is HTML: a line becomes plain text and the stretches of it that look different.
"""

from __future__ import annotations

import re

from wizard.domain.dataclass import dataclass

_MARKS = re.compile(r"\*\*(?P<strong>.+?)\*\*|`(?P<code>[^`]+)`")


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from ``start`` to before ``end``: code, or else semibold."""

    start: int
    end: int
    code: bool = False


def read(line: str) -> tuple[str, tuple[Span, ...]]:
    """Return the text of ``line`` without its marks, and where they were."""
    text, spans, end = "", [], 0
    for mark in _MARKS.finditer(line):
        text += line[end : mark.start()]
        marked = mark["strong"] or mark["code"]
        spans.append(Span(len(text), len(text) + len(marked), code=bool(mark["code"])))
        text += marked
        end = mark.end()
    return text + line[end:], tuple(spans)


def plain(line: str) -> str:
    """Return ``line`` without the marks, as a screen reader reads it."""
    return read(line)[0]
