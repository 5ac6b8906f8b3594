"""Small painted marks: numbered discs, state pills, icons, ticks and focus rings."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from wizard.ui import look
from wizard.ui.widgets.block import TextBlock, height_for, natural_width
from wizard.ui.widgets.svg import paint_icon

DISC = 22
TICK = 18
_PILL = 20
_PILL_ICON = 12


def paint_disc(
    painter: QPainter, box: QRectF, tone: look.Tone, inside: str, *, filled: bool = False
) -> None:
    """Paint a disc that holds a number, or the icon named ``inside``."""
    worn = look.current()
    ink = look.Color.ON_ACCENT if filled else tone.ink
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = look.Color.BORDER if tone is look.Tone.NEUTRAL else tone.ink
    painter.setPen(QPen(worn.colour(edge), 1))
    painter.setBrush(worn.colour(tone.ink if filled else tone.wash))
    painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
    if not inside.isdigit():
        margin = box.width() * 0.23
        paint_icon(painter, inside, ink, box.adjusted(margin, margin, -margin, -margin))
        return
    kind = look.Type.SMALL_STRONG if filled else look.Type.SMALL
    block = TextBlock(inside, kind, box.width(), Qt.AlignmentFlag.AlignHCenter)
    block.paint(painter, box.x(), box.y() + (box.height() - block.height) / 2, ink)


def paint_ring(painter: QPainter, box: QRectF, radius: float) -> None:
    """Paint the ring that shows where the keyboard focus is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.current().colour(look.Color.ACCENT), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)


def paint_tick(painter: QPainter, box: QRectF, *, ticked: bool, enabled: bool = True) -> None:
    """Paint a tick box."""
    worn = look.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = look.Color.ACCENT if ticked else look.Color.BORDER
    painter.setPen(QPen(worn.colour(edge if enabled else look.Color.LINE), 1))
    painter.setBrush(worn.colour(look.Color.ACCENT if ticked else look.Color.SURFACE))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), look.GRID, look.GRID)
    if ticked:
        paint_icon(painter, "check", look.Color.ON_ACCENT, box.adjusted(2, 2, -2, -2))


def paint_radio(painter: QPainter, box: QRectF, *, picked: bool) -> None:
    """Paint the mark of a choice of which one is picked."""
    worn = look.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    edge = look.Color.ACCENT if picked else look.Color.BORDER
    painter.setPen(QPen(worn.colour(edge), 5 if picked else 1))
    painter.setBrush(worn.colour(look.Color.SURFACE))
    inset = 3 if picked else 1
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))


def paint_chevron(painter: QPainter, box: QRectF, colour: look.Color, *, down: bool) -> None:
    """Paint the chevron of a disclosure, pointing down while open and to the right while folded."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(look.current().colour(colour), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    middle, reach = box.center(), box.width() / 4
    tip, side = (QPointF(0, reach / 2), QPointF(reach, 0))
    if not down:
        tip, side = QPointF(reach / 2, 0), QPointF(0, reach)
    painter.drawPolyline([middle - tip - side, middle + tip, middle - tip + side])


def paint_line(painter: QPainter, box: QRectF) -> None:
    """Paint the thin line below a row."""
    painter.setPen(QPen(look.current().colour(look.Color.LINE), 1))
    painter.drawLine(box.bottomLeft() - QPointF(0, 0.5), box.bottomRight() - QPointF(0, 0.5))


def pill_size(word: str, *, icon: bool) -> QSize:
    """Return the size of a pill with ``word``."""
    extra = _PILL_ICON + look.TIGHT if icon else 0
    width = natural_width(word, look.Type.SMALL_STRONG) + 2 * look.CLOSE + extra
    return QSize(width, max(_PILL, height_for(word, look.Type.SMALL_STRONG, 9999) + look.TIGHT))


def paint_pill(painter: QPainter, box: QRectF, tone: look.Tone, word: str, icon: str = "") -> None:
    """Paint a pill: wash, icon and word."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    worn = look.current()
    painter.setPen(_pill_edge(tone))
    painter.setBrush(worn.colour(tone.wash))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), box.height() / 2, box.height() / 2)
    left = box.x() + look.CLOSE
    if icon:
        top = box.y() + (box.height() - _PILL_ICON) / 2
        paint_icon(painter, icon, tone.ink, QRectF(left, top, _PILL_ICON, _PILL_ICON))
        left += _PILL_ICON + look.TIGHT
    block = TextBlock(word, look.Type.SMALL_STRONG, box.right() - left)
    block.paint(painter, left, box.y() + (box.height() - block.height) / 2, tone.ink)


def _pill_edge(tone: look.Tone) -> QPen:
    worn = look.current()
    if worn.scheme is look.ColorScheme.CONTRAST:
        return QPen(worn.colour(tone.ink), 1)
    if tone is look.Tone.NEUTRAL:
        return QPen(worn.colour(look.Color.LINE), 1)
    return QPen(Qt.PenStyle.NoPen)


class NumberBadge(QWidget):
    """A disc with a number or an icon; decoration, never the only sign of a state."""

    def __init__(
        self, tone: look.Tone, inside: str, *, filled: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone, self._inside, self._filled = tone, inside, filled
        self.setFixedSize(DISC, DISC)

    def show_state(self, tone: look.Tone, inside: str) -> None:
        """Show another state."""
        self._tone, self._inside = tone, inside
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        paint_disc(painter, QRectF(self.rect()), self._tone, self._inside, filled=self._filled)


class StatusBadge(QWidget):
    """A state as icon and word."""

    def __init__(
        self, tone: look.Tone, word: str, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(tone, word, icon)

    def show_state(self, tone: look.Tone, word: str, icon: str = "") -> None:
        """Show another state."""
        self._tone, self._word, self._icon = tone, word, icon
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return pill_size(self._word, icon=bool(self._icon))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        box = QRectF(0, 0, self.sizeHint().width(), self.sizeHint().height())
        paint_pill(painter, box, self._tone, self._word, self._icon)
