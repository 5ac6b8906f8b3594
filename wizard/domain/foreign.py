"""Text that came from outside: made harmless before anybody sees it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

EVIDENCE_LIMIT = 300
_HIDDEN = "…"
# Cc control, Cf format (bidi, zero width), Cs surrogate, Co private use, Cn unassigned, Zl/Zp separators
_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def harmless(text: str, limit: int = EVIDENCE_LIMIT) -> str:
    """Return foreign text without control, bidi and escape characters, on one line, at most ``limit`` long.

    The result is plain text: whoever puts it into HTML still escapes it.
    """
    # Long replies are cut before the walk so that megabytes cost nothing.
    head = text[: limit * 8]
    kept = "".join(" " if unicodedata.category(c) in _UNSAFE else c for c in _without_escapes(head))
    line = " ".join(kept.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + _HIDDEN


def _without_escapes(text: str) -> str:
    """Remove whole terminal escape sequences, not just their first character."""
    text = re.sub(r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?", " ", text)
    return re.sub(r"\x1b[\[(#][0-9;?]*[ -/]*[@-~]?", " ", text)


def without_values(text: str, values: Iterable[str]) -> str:
    """Return ``text`` with every one of ``values`` (company, keys, Client ID) replaced by ``…``.

    Values of one or two characters are replaced as whole words only.
    """
    for value in sorted({v for v in values if v}, key=len, reverse=True):
        pattern = re.escape(value)
        if len(value) <= 2:
            pattern = rf"\b{pattern}\b"
        text = re.sub(pattern, _HIDDEN, text, flags=re.IGNORECASE)
    return text
