"""Check boxes and radio cards with texts that wrap."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSignalBlocker, QSize, Signal
from PySide6.QtGui import QAccessible, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from wizard.domain.dataclass import dataclass
from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import spoken_as
from wizard.ui.widgets.painting import TICK, paint_radio, paint_ring, paint_tick
from wizard.ui.widgets.text_block import TextBlock, height_for, natural_width

_GAP = 10
_NARROWEST = 120


@dataclass(frozen=True, slots=True)
class _Words:
    """Where the words of a tick box or a card stand: beside a mark, a note below them."""

    text: str
    note: str
    kind: theme.Type
    pad_x: int
    pad_y: int

    def blocks(self, width: int) -> tuple[TextBlock, TextBlock | None]:
        room = width - self._left - self.pad_x
        note = TextBlock(self.note, theme.Type.SMALL, room) if self.note else None
        return TextBlock(self.text, self.kind, room), note

    def height(self, width: int) -> int:
        room = width - self._left - self.pad_x
        note = height_for(self.note, theme.Type.SMALL, room) if self.note else 0
        text = height_for(self.text, self.kind, room)
        return max(theme.CONTROL, text + note + 2 * self.pad_y)

    def hint(self) -> QSize:
        widest = max(
            natural_width(self.text, self.kind), natural_width(self.note, theme.Type.SMALL)
        )
        width = min(widest, 2 * theme.CARD) + self._left + self.pad_x
        return QSize(width, self.height(width))

    def mark(self) -> QRectF:
        line = theme.line(self.kind)
        return QRectF(self.pad_x, self.pad_y + (line - TICK) / 2, TICK, TICK)

    def paint(self, painter: QPainter, width: int, ink: theme.Color) -> None:
        text, note = self.blocks(width)
        text.paint(painter, self._left, self.pad_y, ink)
        if note:
            note.paint(painter, self._left, self.pad_y + text.height, theme.Color.MUTED)

    @property
    def _left(self) -> int:
        return self.pad_x + TICK + _GAP


class _Wordy:
    """The size of a button with wrapping words; mixed into Qt's two kinds of choices."""

    _words: _Words

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._words.height(width)

    def sizeHint(self) -> QSize:
        return self._words.hint()

    def minimumSizeHint(self) -> QSize:
        return QSize(_NARROWEST, theme.CONTROL)


def _tall() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy


class CheckBox(_Wordy, QCheckBox):
    """A tick box whose words wrap; ``note`` stands below them in small."""

    def __init__(self, text: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._words = _Words(text.replace("&", ""), note, theme.Type.TEXT, theme.TIGHT, 6)
        self.setAccessibleName(self._words.text)
        self.setAccessibleDescription(note)
        self.setSizePolicy(_tall())

    def setChecked(self, on: bool) -> None:  # noqa: FBT001 - Qt's signature
        """Show a state without emitting ``toggled``, which only users and screen readers cause."""
        with QSignalBlocker(self):
            super().setChecked(on)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        enabled = self.isEnabled()
        paint_tick(painter, self._words.mark(), ticked=self.isChecked(), enabled=enabled)
        ink = theme.Color.TEXT if enabled else theme.Color.MUTED
        self._words.paint(painter, self.width(), ink)
        if self.hasFocus():
            paint_ring(painter, QRectF(self.rect()), theme.CONTROL_RADIUS)


class RadioCard(_Wordy, QRadioButton):
    """One card of a `Choice`."""

    def __init__(self, text: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._words = _Words(text.replace("&", ""), note, theme.Type.TEXT, theme.NEAR, 10)
        self.setAccessibleName(self._words.text)
        self.setAccessibleDescription(note)
        self.setSizePolicy(_tall())

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, active = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picked = self.isChecked()
        edge = theme.Color.ACCENT if picked else theme.Color.LINE
        painter.setPen(QPen(active.color(edge), 1))
        ground = theme.Color.ACCENT_BACKGROUND if picked else theme.Color.SURFACE
        painter.setBrush(active.color(ground))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, theme.STEP_RADIUS, theme.STEP_RADIUS)
        paint_radio(painter, self._words.mark(), picked=picked)
        self._words.paint(painter, self.width(), theme.Color.TEXT)
        if self.hasFocus():
            paint_ring(painter, QRectF(self.rect()), theme.STEP_RADIUS)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a `Choice`; ``key`` is what the program calls it."""

    key: str
    text: str
    note: str = ""


@spoken_as(QAccessible.Role.Grouping)
class Choice(QFrame):
    """Cards of which one is picked; arrow keys move between them.

    Signals:
        chosen: the key of the card that the user picked.
    """

    chosen = Signal(str)

    def __init__(self, name: str, options: Sequence[Option], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._keys = [option.key for option in options]
        self.cards = {option.key: RadioCard(option.text, option.note) for option in options}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.CLOSE)
        for number, card in enumerate(self.cards.values()):
            self._group.addButton(card, number)
            column.addWidget(card)
        self._silent = False
        self._group.idToggled.connect(self._tell)

    def key(self) -> str:
        """Return the key of the picked card, or an empty text."""
        number = self._group.checkedId()
        return self._keys[number] if number >= 0 else ""

    def choose(self, key: str) -> None:
        """Pick the card ``key``; `chosen` stays silent."""
        self._silent = True
        self.cards[key].setChecked(True)
        self._silent = False

    def _tell(self, number: int, picked: bool) -> None:  # noqa: FBT001 - a signal's bool
        if picked and not self._silent:
            self.chosen.emit(self._keys[number])
