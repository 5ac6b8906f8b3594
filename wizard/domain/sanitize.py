"""Sanitizes text from outside before it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

EVIDENCE_LIMIT = 300
_HIDDEN = "…"
_STRINGS = re.compile(r"\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?")
_CONTROLS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?")
# Control, format (bidi, zero width), surrogate, private use, unassigned, line and paragraph ends.
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def sanitize(text: str, limit: int = EVIDENCE_LIMIT) -> str:
    """Return foreign text as one line, without control, bidi and escape characters.

    It is at most ``limit`` characters long and plain text: escape it before adding it to HTML.
    """
    # Long replies are cut before the walk so that megabytes cost nothing.
    head = text[: limit * 8]
    kept = head if head.isascii() and head.isprintable() else _without_controls(head)
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + _HIDDEN


def _without_controls(text: str) -> str:
    import unicodedata  # noqa: PLC0415 - a start meets no such text

    bare = _CONTROLS.sub(" ", _STRINGS.sub(" ", text))
    return "".join(" " if unicodedata.category(c) in _UNSAFE else c for c in bare)


def redact(text: str, values: Iterable[str]) -> str:
    """Return ``text`` with every one of ``values`` (company, keys, Client ID) replaced by ``…``.

    Values of one or two characters are replaced as whole words only.
    """
    for value in sorted({v for v in values if v}, key=len, reverse=True):
        pattern = re.escape(value)
        if len(value) <= 2:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        text = re.sub(pattern, _HIDDEN, text, flags=re.IGNORECASE)
    return text
