"""Text layout for a given width: exact line height, wraps anywhere rather than clip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextLine, QTextOption

from wizard.ui.theme import theme
from wizard.ui.widgets.markdown import Span

_CHIP_PAD = 3
# A word joiner takes no glyph. The non-breaking hyphen does, and a font without it shows a gap.
_UNBREAKABLE = str.maketrans({" ": "\u00a0", "-": "-\u2060"})
_UNBROKEN = 1 << 20
# Pixels by which a layout's own sum may exceed the metrics' where fonts stand in for each other.
_ROUNDED = 24


class TextBlock:
    """Plain text in one `Type`, laid out for ``width`` pixels; ``spans`` of it look different."""

    def __init__(
        self,
        text: str,
        kind: theme.Type,
        width: float,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        spans: Sequence[Span] = (),
    ) -> None:
        font = theme.font(kind)
        self._natural = QFontMetricsF(font).height()
        self._line = float(_line_height(kind))
        option = QTextOption(align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout = QTextLayout(text.replace("\n", "\u2028"), font)
        self._layout.setTextOption(option)
        self._layout.setFormats([made for span in spans for made in _formats(span)])
        self._code = [span for span in spans if span.code]
        self._break(max(1.0, width))

    @property
    def width(self) -> int:
        """The width in pixels of the longest line."""
        lines = (self._layout.lineAt(number) for number in range(self._layout.lineCount()))
        return math.ceil(max(line.x() + line.naturalTextWidth() for line in lines)) + 1

    @property
    def height(self) -> int:
        """The height in pixels of all lines."""
        return math.ceil(self._layout.lineCount() * self._line)

    def paint(self, painter: QPainter, x: float, y: float, color: theme.Color) -> None:
        """Paint the text with its top left corner at ``x``, ``y``."""
        if self._code:
            self._paint_chips(painter, x, y)
        painter.setPen(theme.current().color(color))
        self._layout.draw(painter, QPointF(x, y))

    def _break(self, width: float) -> None:
        self._layout.beginLayout()
        top = (self._line - self._natural) / 2
        while (line := self._layout.createLine()).isValid():
            left = self._left(line.textStart())
            line.setLineWidth(max(1.0, width - left))
            # A stretch in another font has another ascent: all lines keep one baseline.
            line.setPosition(QPointF(left, top + self._ascent() - line.ascent()))
            top += self._line
        self._layout.endLayout()

    def _left(self, place: int) -> float:
        """Left offset of a line; one that begins with a chip leaves room for its border."""
        return _CHIP_PAD + 1 if any(s.start <= place < s.end for s in self._code) else 0

    def _ascent(self) -> float:
        return QFontMetricsF(self._layout.font()).ascent()

    def _paint_chips(self, painter: QPainter, x: float, y: float) -> None:
        active = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(active.color(theme.Color.LINE), 1))
        painter.setBrush(active.color(theme.Color.SURFACE))
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            for span in self._code:
                if box := _chip(line, span, self._line * number, self._line):
                    painter.drawRoundedRect(box.translated(x, y), theme.GRID, theme.GRID)


def _chip(line: QTextLine, span: Span, top: float, height: float) -> QRectF | None:
    """The box around the part of ``span`` that stands in ``line``."""
    start = max(span.start, line.textStart())
    end = min(span.end, line.textStart() + line.textLength())
    if start >= end:
        return None
    left, right = (_x(line, place) for place in (start, end))
    # Its last letter is as wide as the edge wants; one that goes on in the next line has none.
    right += -1 if end == span.end else _CHIP_PAD
    return QRectF(left - _CHIP_PAD, top + 0.5, right - left + _CHIP_PAD, height - 1)


def _x(line: QTextLine, place: int) -> float:
    # PySide6 answers with the distance and the place; its stub says object.
    distance, _ = cast(tuple[float, int], line.cursorToX(place))
    return distance


def _formats(span: Span) -> list[QTextLayout.FormatRange]:
    if not span.code:
        made = _range(span.start, span.end)
        made.format.setFontWeight(QFont.Weight.DemiBold)
        return [made]
    letters, last = _range(span.start, span.end - 1), _range(span.end - 1, span.end)
    for part in (letters, last):
        part.format.setFont(theme.font(theme.Type.CODE))
    # The text before a chip and the chip's last letter leave room for its edges.
    before = [_range(span.start - 1, span.start)] if span.start else []
    for part in (*before, last):
        part.format.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        part.format.setFontLetterSpacing(_CHIP_PAD + 1)
    return [letters, last, *before]


def _range(start: int, end: int) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length = start, end - start
    return made


def unbroken(text: str) -> str:
    """Return ``text`` with spaces and hyphens at which no line ends."""
    return text.translate(_UNBREAKABLE)


def height_for(text: str, kind: theme.Type, width: float, spans: Sequence[Span] = ()) -> int:
    """Return the height of such a `TextBlock` in pixels, cached: layouts ask for it many times."""
    return _height(text, kind, theme.font_key(kind), width, tuple(spans))


def natural_width(text: str, kind: theme.Type, spans: Sequence[Span] = ()) -> int:
    """Return the width in pixels of ``text`` when it is not broken."""
    if spans:
        return _spanned_width(text, kind, theme.font_key(kind), tuple(spans))
    return _natural_width(text, kind, theme.font_key(kind))


def _line_height(kind: theme.Type) -> int:
    """A font taller than the scale's line, as some scripts have, gets the room it needs."""
    return max(theme.line(kind), math.ceil(QFontMetricsF(theme.font(kind)).height()))


# The name of the font is a part of what was asked: the system's may change at any time.
@lru_cache(maxsize=2048)
def _height(text: str, kind: theme.Type, _font: str, width: float, spans: tuple[Span, ...]) -> int:
    if not spans and text.isprintable() and natural_width(text, kind) + _ROUNDED <= width:
        return _line_height(kind)
    return TextBlock(text, kind, width, spans=spans).height


@lru_cache(maxsize=1024)
def _natural_width(text: str, kind: theme.Type, _font: str) -> int:
    metrics = QFontMetricsF(theme.font(kind))
    return math.ceil(max(metrics.horizontalAdvance(line) for line in text.split("\n"))) + 1


@lru_cache(maxsize=256)
def _spanned_width(text: str, kind: theme.Type, _font: str, spans: tuple[Span, ...]) -> int:
    return TextBlock(text, kind, _UNBROKEN, spans=spans).width
