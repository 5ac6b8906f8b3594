"""Text laid out for a width: an exact line height, broken anywhere rather than cut."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from wizard.ui import look


class Block:
    """Plain text in one `Type`, laid out for ``width`` pixels, semibold from one place on."""

    def __init__(
        self,
        text: str,
        kind: look.Type,
        width: float,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        strong_from: int | None = None,
    ) -> None:
        font = look.font(kind)
        metrics = QFontMetricsF(font)
        # A font taller than the scale's line, as some scripts have, gets the room it needs.
        self._line = float(max(kind.line, math.ceil(metrics.height())))
        option = QTextOption(align)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout = QTextLayout(text.replace("\n", "\u2028"), font)
        self._layout.setTextOption(option)
        if strong_from is not None:
            self._layout.setFormats([_strong(strong_from, len(text))])
        self._lines = _broken(self._layout, max(1.0, width), self._line, metrics.height())

    @property
    def height(self) -> int:
        """The height in pixels of all lines."""
        return math.ceil(self._lines * self._line)

    @property
    def width(self) -> int:
        """The width in pixels of the longest line."""
        layout = self._layout
        widths = (layout.lineAt(i).naturalTextWidth() for i in range(layout.lineCount()))
        return math.ceil(max(widths, default=0.0))

    def paint(self, painter: QPainter, x: float, y: float, colour: look.Colour) -> None:
        """Paint the text with its top left corner at ``x``, ``y``."""
        painter.setPen(look.current().colour(colour))
        self._layout.draw(painter, QPointF(x, y))


def _strong(start: int, end: int) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length = start, end - start
    made.format.setFontWeight(QFont.Weight.DemiBold)
    return made


def natural_width(text: str, kind: look.Type) -> int:
    """Return the width in pixels of ``text`` when it is not broken."""
    metrics = QFontMetricsF(look.font(kind))
    return math.ceil(max(metrics.horizontalAdvance(line) for line in text.split("\n"))) + 1


def _broken(layout: QTextLayout, width: float, line_height: float, natural: float) -> int:
    count = 0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, count * line_height + (line_height - natural) / 2))
        count += 1
    layout.endLayout()
    return count
