"""List of steps on the left side of the window."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from wizard.ui.theme import theme
from wizard.ui.widgets.painting import DISC, paint_disc, paint_ring
from wizard.ui.widgets.step_model import STEP, Index, StepItem, StepModel, StepState
from wizard.ui.widgets.text_block import TextBlock, height_for

__all__ = ["StepItem", "StepList", "StepState"]

_PAD_X, _PAD_Y = theme.NEAR, theme.CLOSE
_TEXT_X = _PAD_X + DISC + theme.NEAR


class _StepPainter(QStyledItemDelegate):
    def __init__(self, view: StepList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        width = _room(self._view)
        room = width - _TEXT_X - _PAD_X
        lines = (height_for(*text, room) for text in _texts(index.data(STEP), room))
        return QSize(width, sum(lines) + 2 * _PAD_Y)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: StepItem = index.data(STEP)
        box = QRectF(option.rect)
        painter.save()
        self._paint_ground(painter, box, index)
        top = (theme.line(theme.Type.TEXT) - DISC) / 2
        disc = QRectF(box.x() + _PAD_X, box.y() + _PAD_Y + top, DISC, DISC)
        tone, inside = _disc_of(item)
        paint_disc(painter, disc, tone, inside, filled=item.current)
        room = option.rect.width() - _TEXT_X - _PAD_X
        title, line = (TextBlock(*text, room) for text in _texts(item, room))
        x, y = box.x() + _TEXT_X, box.y() + _PAD_Y
        title.paint(painter, x, y, theme.Color.TEXT if item.reachable else theme.Color.MUTED)
        line.paint(painter, x, y + title.height, theme.Color.MUTED)
        painter.restore()

    def _paint_ground(self, painter: QPainter, box: QRectF, index: Index) -> None:
        # The view and not the state of the option, for which PySide6 prepares all of QStyle.
        active, item = theme.current(), index.data(STEP)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if item.current:
            painter.setBrush(active.color(theme.Color.ACCENT_BACKGROUND))
            painter.drawRoundedRect(box, theme.STEP_RADIUS, theme.STEP_RADIUS)
        elif item.reachable and index.row() == self._view.hovered:
            painter.setBrush(active.color(theme.Color.BACKGROUND))
            painter.drawRoundedRect(box, theme.STEP_RADIUS, theme.STEP_RADIUS)
        focused = self._view.hasFocus() and index == self._view.currentIndex()
        if focused or (item.current and active.scheme is theme.ColorScheme.CONTRAST):
            paint_ring(painter, box, theme.STEP_RADIUS)


def _texts(item: StepItem, room: int) -> tuple[tuple[str, theme.Type], tuple[str, theme.Type]]:
    """Title and small line; of a long line, what two lines have room for. The tool tip has all."""
    kind = theme.Type.STRONG if item.current else theme.Type.TEXT
    small = theme.Type.SMALL
    return (item.title, kind), (_in_two_lines(item.line, room, theme.font_key(small)), small)


@lru_cache(maxsize=64)
def _in_two_lines(text: str, room: int, _font: str) -> str:
    small, two = theme.Type.SMALL, 2 * theme.line(theme.Type.SMALL)
    if height_for(text, small, room) <= two:
        return text
    metrics, width = QFontMetricsF(theme.font(small)), 2 * room
    shorter = text
    while height_for(shorter, small, room) > two and width > room:
        shorter = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, width)
        width -= theme.CLOSE
    return shorter


def _disc_of(item: StepItem) -> tuple[theme.Tone, str]:
    """The disc of the open step is filled, so a neutral state takes the accent there."""
    kind = item.state_kind
    neutral = kind.tone is theme.Tone.NEUTRAL
    tone = theme.Tone.ACCENT if item.current and neutral else kind.tone
    return tone, kind.icon or str(item.number)


def _room(view: QListView) -> int:
    """Width of a row; measured wider than drawn it would lose its last line."""
    bar = view.verticalScrollBar()
    return view.contentsRect().width() - (bar.width() if bar.isVisible() else 0)


class StepList(QListView):
    """The steps with their state; a reachable one opens by click, Enter or Space.

    Arrow keys move the focus only. A screen reader reads an item as "title, state".

    Attributes:
        hovered: the row below the mouse, or -1.

    Signals:
        chosen: the number of the reachable step that the user picked.
        refused: why the step that the user picked does not open.
    """

    chosen = Signal(int)
    refused = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = StepModel(self)
        self.setModel(self._steps)
        self.setItemDelegate(_StepPainter(self))
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().selectionChanged.connect(self._picked)
        self.clicked.connect(self._clicked)
        self.hovered = -1
        self.entered.connect(self._hover)
        self.viewportEntered.connect(self._hover)
        self._marking = False

    def show_steps(self, items: Sequence[StepItem]) -> None:
        """Show ``items``; the keyboard focus stays on its row."""
        self._steps.show(items)
        self.scheduleDelayedItemsLayout()
        self._mark_current()
        if not self.currentIndex().isValid():
            self._focus_current()

    def scroll_to_current(self) -> None:
        """Bring the open step into view."""
        self.scrollTo(self._steps.index(max(0, self._current_row())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def selectionCommand(
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        if isinstance(event, QKeyEvent) or event is None:
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def doItemsLayout(self) -> None:
        """Lay the rows out; the open step stays in view where the rows above it get higher."""
        current = self._steps.index(max(0, self._current_row()))
        # Asked for the viewport itself, PySide6 would prepare every class of widgets.
        seen = QRect(QPoint(), self.maximumViewportSize()).intersects(self.visualRect(current))
        super().doItemsLayout()
        if seen:
            self.scrollTo(current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self.scroll_to_current()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover()

    def _hover(self, index: Index | None = None) -> None:
        # Qt repaints the rows that the mouse comes to and leaves.
        self.hovered = -1 if index is None else index.row()

    def _picked(self) -> None:
        """A click, or a screen reader that selects an item."""
        if not self._marking and (picked := self.selectedIndexes()):
            self._mark_current()
            self._choose(picked[0])

    def _clicked(self, index: Index) -> None:
        """Report a click on a step that can't be opened; such a step can't be selected."""
        item: StepItem = index.data(STEP)
        if not item.reachable:
            self.refused.emit(item.blocked)

    def _choose(self, index: Index) -> None:
        if index.isValid():
            item: StepItem = index.data(STEP)
            if item.reachable:
                self.chosen.emit(item.number)
            else:
                self.refused.emit(item.blocked)

    def _current_row(self) -> int:
        return next((row for row, item in enumerate(self._steps.items) if item.current), -1)

    def _mark_current(self) -> None:
        """Select the open step, regardless of what was clicked."""
        self._marking = True
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().select(self._steps.index(max(0, self._current_row())), flag)
        self._marking = False

    def _focus_current(self) -> None:
        index = self._steps.index(max(0, self._current_row()))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
