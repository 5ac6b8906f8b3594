"""Banners: one line with an icon on a background, and the verdict of a test."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.theme.icons import paint_icon
from wizard.ui.widgets.accessibility import announce, spoken_as
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import set_direction

_ACROSS_FROM = 460
_ICONS = {
    theme.Tone.NEUTRAL: "info",
    theme.Tone.ACCENT: "info",
    theme.Tone.GOOD: "check",
    theme.Tone.WARNING: "warning",
    theme.Tone.WRONG: "cross",
}


@spoken_as(QAccessible.Role.Grouping)
class Banner(QFrame):
    """One line on a background, with an icon, an optional second line and an optional button.

    Signals:
        pressed: the button was pressed.
    """

    pressed = Signal()

    def __init__(
        self,
        tone: theme.Tone = theme.Tone.ACCENT,
        line: str = "",
        detail: str = "",
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._line = Label("", self._line_kind())
        self._detail = Label()
        self.action = Button("")
        self.action.clicked.connect(self.pressed)
        self._row = row = QHBoxLayout(self)
        pad = theme.PART if self._line_kind() is theme.Type.TITLE else theme.NEAR
        row.setContentsMargins(pad + self._disc() + theme.NEAR, pad - 4, pad, pad - 4)
        row.setSpacing(theme.PART)
        words = QVBoxLayout()
        row.addLayout(words, 1)
        words.setSpacing(0)
        # The sign stands beside the first line, also where the button is higher than the words.
        words.addStretch(1)
        words.addWidget(self._line)
        words.addWidget(self._detail)
        words.addStretch(1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._left = pad
        self._across_from = _ACROSS_FROM
        self.show_line(tone, line, detail, action)

    def show_line(self, tone: theme.Tone, line: str, detail: str = "", action: str = "") -> None:
        """Show other words; empty ones take no room."""
        self._tone = tone
        self._line.setText(line)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setAccessibleName(line)
        self.setAccessibleDescription(detail)
        self.update()

    def add_button(self, button: QWidget) -> None:
        """Add a button before the one of the action."""
        top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        self._row.insertWidget(self._row.count() - 1, button, 0, top)

    def set_low(self, *, low: bool) -> None:
        """Keep the button beside the words, also in a narrow window: a row below takes height."""
        self._across_from = 0 if low else _ACROSS_FROM
        self._turn()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def _turn(self) -> None:
        set_direction(self._row, across=self.width() >= theme.scaled(self._across_from))

    def paintEvent(self, _event: QPaintEvent) -> None:
        active, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        plain = self._tone is theme.Tone.NEUTRAL or active.scheme is theme.ColorScheme.CONTRAST
        painter.setPen(QPen(active.color(theme.Color.LINE), 1) if plain else Qt.PenStyle.NoPen)
        painter.setBrush(active.color(self._tone.background))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.CARD_RADIUS, theme.CARD_RADIUS)
        size = self._disc()
        self._paint_sign(painter, QRectF(self._left, self._sign_top(size), size, size))

    def _paint_sign(self, painter: QPainter, box: QRectF) -> None:
        paint_icon(painter, _ICONS[self._tone], self._tone.ink, box)

    def _sign_top(self, size: int) -> float:
        """Align the icon with the first line."""
        return self._line.y() + (theme.line(self._line_kind()) - size) / 2

    def _line_kind(self) -> theme.Type:
        return theme.Type.TEXT

    def _disc(self) -> int:
        return theme.ICON + 2


class VerdictBanner(Banner):
    """The verdict of a test in one line of its own, announced when it changes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(theme.Tone.NEUTRAL, parent=parent)

    def show_verdict(self, tone: theme.Tone, line: str, detail: str = "", action: str = "") -> None:
        """Show the verdict ``line``, its detail and its action, and announce it."""
        changed = line != self.accessibleName()
        self.show_line(tone, line, detail, action)
        if changed:
            announce(self, line)

    def _paint_sign(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color(self._tone.ink))
        painter.drawEllipse(box)
        inner = box.adjusted(6, 6, -6, -6)
        paint_icon(painter, _ICONS[self._tone], theme.Color.ON_ACCENT, inner)

    def _sign_top(self, size: int) -> float:
        """Center the icon beside few lines; align it with the first of many."""
        last = self._line if self._detail.isHidden() else self._detail
        words = last.y() + last.height() - self._line.y()
        if words > theme.line(theme.Type.TITLE) + 2 * theme.line(theme.Type.TEXT):
            return super()._sign_top(size)
        return self._line.y() + (words - size) / 2

    def _line_kind(self) -> theme.Type:
        return theme.Type.TITLE

    def _disc(self) -> int:
        return 28
