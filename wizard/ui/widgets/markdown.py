"""The two marks of our own Markdown lines, turned into HTML that cannot carry anything else."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtGui import QFontDatabase

from wizard.ui import look

_MARKS = re.compile(r"\*\*(?P<bold>.+?)\*\*|`(?P<code>[^`]+)`")
_HARD_SPACE = "\u00a0"


def to_html(line: str, worn: look.Look) -> str:
    """Return ``line`` as HTML: ``**bold**`` and `code` are marked, everything else is escaped."""
    parts, end = [], 0
    for mark in _MARKS.finditer(line):
        parts += [escape(line[end : mark.start()]), _marked(mark, worn)]
        end = mark.end()
    body = "".join(parts) + escape(line[end:])
    return f'<p style="line-height:{look.Type.TEXT.line}px; margin:0">{body}</p>'


def plain(line: str) -> str:
    """Return ``line`` without the marks, as a screen reader reads it."""
    return _MARKS.sub(lambda mark: mark["bold"] or mark["code"], line)


def _marked(mark: re.Match[str], worn: look.Look) -> str:
    if mark["bold"]:
        return f'<span style="font-weight:600">{escape(mark["bold"])}</span>'
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    ground, size = worn.colours[look.Colour.ACCENT_WASH], look.Type.CODE.value[0]
    style = f"font-family:'{escape(family)}'; font-size:{size}px; background-color:{ground}"
    return f'<span style="{style}">{_HARD_SPACE}{escape(mark["code"])}{_HARD_SPACE}</span>'
