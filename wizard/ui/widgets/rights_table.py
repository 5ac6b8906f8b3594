"""Table of rights: needed, granted and fix."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from wizard.ui.theme import theme
from wizard.ui.widgets.markdown import Span
from wizard.ui.widgets.painting import (
    TICK,
    paint_line,
    paint_pill,
    paint_ring,
    paint_tick,
    pill_size,
)
from wizard.ui.widgets.rights_model import (
    CELL,
    TICK_COLUMN,
    Cell,
    CellKind,
    Index,
    RightRow,
    RightsModel,
)
from wizard.ui.widgets.text_block import TextBlock, height_for, natural_width

__all__ = ["Cell", "CellKind", "RightRow", "RightsTableView"]

_PAD = theme.CLOSE
_TICK_WIDTH = 32
_NARROWEST = 80
# The air between the columns, and how wide the first one has to stay for it.
_AIR = {20: 208, 12: 208, 8: 112, 2: _NARROWEST}


class _CellPainter(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        box, model = QRectF(option.rect), index.model()
        if index.column() == 0:
            _paint_right(painter, box, index.data(CELL))
        elif index.column() < TICK_COLUMN:
            _paint_cell(painter, box, index.data(CELL))
        elif isinstance(model, RightsModel):
            tick = QRectF(0, 0, TICK, TICK)
            tick.moveCenter(box.center())
            paint_tick(painter, tick, ticked=model.ticks[index.row()])
        paint_line(painter, box)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_ring(painter, box.adjusted(0, 1, 0, -2), theme.CONTROL_RADIUS)
        painter.restore()

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        _option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        return _turns(event) and turn(model, index)


def turn(model: QAbstractItemModel, index: Index) -> bool:
    """Turn the tick of ``index``; other cells have none."""
    if index.column() != TICK_COLUMN:
        return False
    ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    new = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
    return model.setData(index, new, Qt.ItemDataRole.CheckStateRole)


def _turns(event: QEvent) -> bool:
    """Whether the event turns a tick: a click anywhere in the cell, Space or Select."""
    if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
        return event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Select)
    release = event.type() is QEvent.Type.MouseButtonRelease
    return (
        release and isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton
    )


def _name(row: RightRow) -> tuple[str, theme.Type, tuple[Span, ...]]:
    """The right's name; with a note below it, its module stands before it."""
    if not row.note:
        return row.function, theme.Type.STRONG, ()
    path = f"{row.module} › "
    named = f"{path}{row.function}"
    return named, theme.Type.TEXT, (Span(len(path), len(named)),)


def _row_height(row: RightRow, width: float) -> int:
    room = width - 2 * _PAD
    text, kind, spans = _name(row)
    small = height_for(row.note or row.module, theme.Type.SMALL, room)
    return height_for(text, kind, room, spans) + small + 2 * _PAD


def _paint_right(painter: QPainter, box: QRectF, row: RightRow) -> None:
    room = box.width() - 2 * _PAD
    text, kind, spans = _name(row)
    name = TextBlock(text, kind, room, spans=spans)
    small = TextBlock(row.note or row.module, theme.Type.SMALL, room)
    x, y = box.x() + _PAD, box.y() + (box.height() - name.height - small.height) / 2
    name.paint(painter, x, y, theme.Color.TEXT)
    small.paint(painter, x, y + name.height, theme.Color.MUTED)


def _paint_cell(painter: QPainter, box: QRectF, cell: Cell) -> None:
    if isinstance(cell.kind.value, theme.Tone):
        pill = QRectF(0, 0, *pill_size(cell.text, icon=False).toTuple())
        pill.moveCenter(box.center())
        paint_pill(painter, pill, cell.kind.value, cell.text)
        return
    ink = theme.Color.MUTED if cell.kind is CellKind.QUIET else theme.Color.TEXT
    block = TextBlock(cell.text, theme.Type.TEXT, box.width(), Qt.AlignmentFlag.AlignHCenter)
    block.paint(painter, box.x(), box.y() + (box.height() - block.height) / 2, ink)


class RightsTableView(QTableView):
    """Rows of rights with four levels each, as high as its rows.

    ``headers`` are the words for the right, its four levels and, for tables with ticks, the tick.

    Signals:
        ticked: number of the row, from 0, and whether the user ticked it.
    """

    ticked = Signal(int, bool)

    def __init__(self, name: str, headers: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._headers = tuple(headers)
        self._rights = RightsModel(headers, self)
        self._rights.ticked.connect(self.ticked)
        self.setModel(self._rights)
        self.setItemDelegate(_CellPainter(self))
        self.selectionModel().selectionChanged.connect(self._picked)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self._set_up_header()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_rows(self, rows: Sequence[RightRow], ticks: Sequence[bool] = ()) -> None:
        """Show ``rows``, and a column of ``ticks`` when there is one for each row."""
        self._rights.show(rows, ticks)
        self._fit(self.width())
        self.updateGeometry()

    def focus_cell(self, row: int, column: int) -> QRect:
        """Give the focus to a cell; return where it is in the table."""
        index = self._rights.index(row, column)
        self.setCurrentIndex(index)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.visualRect(index).translated(0, self._header_height())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        first = self._widths(width)[0]
        rows = sum(_row_height(row, first) for row in self._rights.rows)
        return self._header_height() + rows

    def sizeHint(self) -> QSize:
        width = sum(self._widths(0)[1:]) + theme.CARD
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(sum(self._widths(0)), self._header_height())

    def selectionCommand(
        self, _index: Index, _event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        return QItemSelectionModel.SelectionFlag.NoUpdate

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(self.width())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def _picked(self) -> None:
        """Toggle the tick of a selected cell; only an assistive tool selects cells."""
        picked = self.selectedIndexes()
        if picked:
            self.clearSelection()
            turn(self._rights, picked[0])

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setFont(theme.font(theme.Type.SMALL_STRONG))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(1)
        header.setFixedHeight(self._header_height())

    def _header_height(self) -> int:
        return height_for("X", theme.Type.SMALL_STRONG, theme.CARD) + 2 * _PAD

    def _fit(self, width: int) -> None:
        for column, column_width in enumerate(self._widths(width)):
            self.setColumnWidth(column, column_width)
        first = self.columnWidth(0)
        for number, row in enumerate(self._rights.rows):
            self.setRowHeight(number, _row_height(row, first))

    def _widths(self, width: int) -> list[int]:
        """Column widths, with as much padding as leaves the first column wide enough."""
        others = [self._level_width(column) for column in range(1, TICK_COLUMN)]
        if self._rights.ticks:
            others.append(self._tick_width())
        left = width - sum(others)
        rest = {air: left - air * len(others) for air in _AIR}
        air = next((a for a, first in _AIR.items() if rest[a] >= theme.scaled(first)), min(_AIR))
        return [max(theme.scaled(_NARROWEST), rest[air]), *(other + air for other in others)]

    def _level_width(self, column: int) -> int:
        cells = [row.cells[column - 1] for row in self._rights.rows]
        widths = [pill_size(cell.text, icon=False).width() for cell in cells]
        header = natural_width(self._headers[column], theme.Type.SMALL_STRONG)
        return max([header, *widths])

    def _tick_width(self) -> int:
        header = natural_width(self._headers[TICK_COLUMN], theme.Type.SMALL_STRONG)
        return max(_TICK_WIDTH, header)
