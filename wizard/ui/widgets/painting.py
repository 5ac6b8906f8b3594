"""Small painted marks: numbered discs, state pills, icons, ticks and focus rings."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui.theme import theme
from wizard.ui.theme.icons import paint_icon
from wizard.ui.widgets.text_block import TextBlock, height_for, natural_width

DISC = 22
TICK = 18
_PILL = 20
_PILL_ICON = 12
_PILL_WORDS = 96


def paint_disc(
    painter: QPainter, box: QRectF, tone: theme.Tone, inside: str, *, filled: bool = False
) -> None:
    """Paint a disc that holds a number, or the icon named ``inside``."""
    active = theme.current()
    ink = theme.Color.ON_ACCENT if filled else tone.ink
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = theme.Color.BORDER if tone is theme.Tone.NEUTRAL else tone.ink
    painter.setPen(QPen(active.color(edge), 1))
    painter.setBrush(active.color(tone.ink if filled else tone.background))
    painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    if not inside.isdigit():
        margin = box.width() * 0.23
        paint_icon(painter, inside, ink, box.adjusted(margin, margin, -margin, -margin))
        return
    kind = theme.Type.SMALL_STRONG if filled else theme.Type.SMALL
    block = TextBlock(inside, kind, box.width(), Qt.AlignmentFlag.AlignHCenter)
    block.paint(painter, box.x(), box.y() + (box.height() - block.height) / 2, ink)


def paint_ring(painter: QPainter, box: QRectF, radius: float) -> None:
    """Paint the ring that shows where the keyboard focus is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.current().color(theme.Color.ACCENT), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)


def paint_tick(painter: QPainter, box: QRectF, *, ticked: bool, enabled: bool = True) -> None:
    """Paint a tick box."""
    active = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = theme.Color.ACCENT if ticked else theme.Color.BORDER
    painter.setPen(QPen(active.color(edge if enabled else theme.Color.LINE), 1))
    painter.setBrush(active.color(theme.Color.ACCENT if ticked else theme.Color.SURFACE))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), theme.GRID, theme.GRID)
    if ticked:
        paint_icon(painter, "check", theme.Color.ON_ACCENT, box.adjusted(2, 2, -2, -2))


def paint_radio(painter: QPainter, box: QRectF, *, picked: bool) -> None:
    """Paint the mark of a choice of which one is picked."""
    active = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = theme.Color.ACCENT if picked else theme.Color.BORDER
    painter.setPen(QPen(active.color(edge), 5 if picked else 1))
    painter.setBrush(active.color(theme.Color.SURFACE))
    inset = 3 if picked else 1
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))


def paint_chevron(painter: QPainter, box: QRectF, color: theme.Color, *, down: bool) -> None:
    """Paint the chevron of a disclosure, pointing down while open and to the right while folded."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.current().color(color), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    middle, reach = box.center(), box.width() / 4
    tip, side = (QPointF(0, reach / 2), QPointF(reach, 0))
    if not down:
        tip, side = QPointF(reach / 2, 0), QPointF(0, reach)
    painter.drawPolyline([middle - tip - side, middle + tip, middle - tip + side])


def paint_line(painter: QPainter, box: QRectF) -> None:
    """Paint the thin line below a row."""
    painter.setPen(QPen(theme.current().color(theme.Color.LINE), 1))
    painter.drawLine(box.bottomLeft() - QPointF(0, 0.5), box.bottomRight() - QPointF(0, 0.5))


def pill_size(word: str, *, icon: bool) -> QSize:
    """Return the size of a pill with ``word``; a long one breaks into lines."""
    around = 2 * theme.CLOSE + (_PILL_ICON + theme.TIGHT if icon else 0)
    words = min(natural_width(word, theme.Type.SMALL_STRONG), theme.scaled(_PILL_WORDS))
    height = height_for(word, theme.Type.SMALL_STRONG, words) + theme.TIGHT
    return QSize(words + around, max(_PILL, height))


def paint_pill(painter: QPainter, box: QRectF, tone: theme.Tone, word: str, icon: str = "") -> None:
    """Paint a pill: background, icon and word."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    active = theme.current()
    painter.setPen(_pill_edge(tone))
    painter.setBrush(active.color(tone.background))
    radius = min(_PILL, box.height()) / 2
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    left = box.x() + theme.CLOSE
    if icon:
        top = box.y() + (box.height() - _PILL_ICON) / 2
        paint_icon(painter, icon, tone.ink, QRectF(left, top, _PILL_ICON, _PILL_ICON))
        left += _PILL_ICON + theme.TIGHT
    block = TextBlock(word, theme.Type.SMALL_STRONG, box.right() - theme.CLOSE - left)
    block.paint(painter, left, box.y() + (box.height() - block.height) / 2, tone.ink)


def _pill_edge(tone: theme.Tone) -> QPen:
    active = theme.current()
    if active.scheme is theme.ColorScheme.CONTRAST:
        return QPen(active.color(tone.ink), 1)
    if tone is theme.Tone.NEUTRAL:
        return QPen(active.color(theme.Color.LINE), 1)
    return QPen(Qt.PenStyle.NoPen)


class NumberBadge(QWidget):
    """A disc with a number or an icon; decoration, never the only sign of a state."""

    def __init__(
        self, tone: theme.Tone, inside: str, *, filled: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone, self._inside, self._filled = tone, inside, filled
        self.setFixedSize(DISC, DISC)

    def show_state(self, tone: theme.Tone, inside: str) -> None:
        """Show another state."""
        self._tone, self._inside = tone, inside
        self.update()

    def set_filled(self, *, filled: bool) -> None:
        """Highlight the disc, or not."""
        self._filled = filled
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_disc(painter, QRectF(self.rect()), self._tone, self._inside, filled=self._filled)


class StatusBadge(QWidget):
    """A state as icon and word."""

    def __init__(
        self, tone: theme.Tone, word: str, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(tone, word, icon)

    def show_state(self, tone: theme.Tone, word: str, icon: str = "") -> None:
        """Show another state."""
        self._tone, self._word, self._icon = tone, word, icon
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return pill_size(self._word, icon=bool(self._icon))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(0, 0, self.sizeHint().width(), self.sizeHint().height())
        paint_pill(painter, box, self._tone, self._word, self._icon)
