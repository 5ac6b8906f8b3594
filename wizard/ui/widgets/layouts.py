"""Layouts that adapt to little room: flowing rows and stacking columns.

A layout is added to its parent before it is filled. PySide6 keeps a wrapper of each item of a
layout that is added after it was filled, even when the item no longer exists, and mistakes another
C++ object at the same address for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QLayout, QLayoutItem, QVBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import LinkButton

_UNLIMITED = (1 << 24) - 1  # QWIDGETSIZE_MAX
# What a system draws above a window, and Qt tells only once it is shown: QDialog's own estimate.
_TITLE_BAR = QSize(0, 40)


class Flow(QLayout):
    """Widgets in a row, in a second one where the first is full; centred on their row."""

    def __init__(self, gap: int = theme.CLOSE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._height(width)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, _height(shown)).grownBy(self.contentsMargins())

    def minimumSize(self) -> QSize:
        shown = self._shown()
        widest = max((item.minimumSize().width() for item in shown), default=0)
        return QSize(widest, _height(shown)).grownBy(self.contentsMargins())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        inner = rect.marginsRemoved(self.contentsMargins())
        top = inner.y()
        for number, row in enumerate(self._rows(inner.width())):
            top += self._gap_above(row) if number else 0
            height, left = _height(row, inner.width()), inner.x()
            for item in row:
                size = _size(item, inner.width())
                item.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
                left += size.width() + self._gap
            top += height

    def _height(self, width: int) -> int:
        edge = self.contentsMargins()
        rows = self._rows(width - edge.left() - edge.right())
        gaps = sum(self._gap_above(row) for row in rows[1:])
        return sum(_height(row, width) for row in rows) + gaps + edge.top() + edge.bottom()

    def _gap_above(self, row: Sequence[QLayoutItem]) -> int:
        """Widgets without a frame bring their own space above and below."""
        return 0 if all(_is_frameless(item.widget()) for item in row) else self._gap

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[list[QLayoutItem]]:
        rows: list[list[QLayoutItem]] = []
        room = 0
        for item in self._shown():
            needed = item.sizeHint().width()
            if not rows or needed > room:
                rows.append([])
                room = width
            rows[-1].append(item)
            room -= needed + self._gap
        return rows


def _is_frameless(widget: QWidget | None) -> bool:
    return isinstance(widget, (QCheckBox, LinkButton))


def _size(item: QLayoutItem, width: int) -> QSize:
    """The size that ``item`` wants, or takes where ``width`` is all there is."""
    hint = item.sizeHint()
    if hint.width() <= width:
        return hint
    height = item.heightForWidth(width) if item.hasHeightForWidth() else hint.height()
    return QSize(width, height)


def _height(row: Sequence[QLayoutItem], width: int = theme.SIDEBAR * 100) -> int:
    return max((_size(item, width).height() for item in row), default=0)


class Columns(QWidget):
    """Two columns that stand below each other where the page is narrower than ``from_width``.

    Beside each other, ``left_at_most`` bounds the left one; what is left is for the right one.

    ``left`` and ``right`` are the layouts to fill.
    """

    def __init__(
        self,
        from_width: int = 620,
        stretch: tuple[int, int] = (1, 1),
        left_at_most: int = _UNLIMITED,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._from, self._left_at_most = from_width, left_at_most
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(theme.PAGE_Y)
        self._halves = QWidget(), QWidget()
        columns = (self.left, self.right)
        for half, column, share in zip(self._halves, columns, stretch, strict=True):
            column.setSpacing(theme.NEAR)
            # An aligned layout is cut to its size hint; a stretch below leaves it whole.
            outer = QVBoxLayout(half)
            outer.setContentsMargins(0, 0, 0, 0)
            outer.setSpacing(0)
            outer.addLayout(column)
            outer.addStretch(1)
            self._columns.addWidget(half, share)

    def minimumSizeHint(self) -> QSize:
        wide = max(self.left.minimumSize().width(), self.right.minimumSize().width())
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        """Beside each other both columns need the room for their widest parts."""
        needed = sum(column.minimumSize().width() for column in (self.left, self.right))
        room = self.width() - self._columns.spacing()
        across = self.width() >= theme.scaled(self._from) and room >= needed
        set_direction(self._columns, across=across)
        most = theme.scaled(self._left_at_most) if across else _UNLIMITED
        self._halves[0].setMaximumWidth(min(most, _UNLIMITED))


def set_direction(row: QBoxLayout, *, across: bool) -> None:
    """Let ``row`` run across, or down where there is no room for that."""
    way = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
    if row.direction() != way:
        row.setDirection(way)


def add_lower(row: QBoxLayout, widget: QWidget, by: int) -> None:
    """Add ``widget`` to ``row``, ``by`` pixels lower and with its own height."""
    column = QVBoxLayout()
    row.addLayout(column)
    column.setContentsMargins(0, by, 0, 0)
    column.addWidget(widget)
    column.addStretch(1)


def add_flow(column: QBoxLayout, widgets: Sequence[QWidget] = ()) -> Flow:
    """Add ``widgets`` to ``column`` as a flowing row; return the row."""
    made = Flow()
    column.addLayout(made)
    for widget in widgets:
        made.addWidget(widget)
    return made


def set_flow(parent: QWidget, widgets: Sequence[QWidget]) -> None:
    """Arrange ``widgets`` in ``parent`` as a flowing row."""
    made = Flow(parent=parent)
    for widget in widgets:
        made.addWidget(widget)


def resize_within_screen(window: QWidget, wanted: QSize) -> None:
    """Give ``window`` the size ``wanted``, or what its screen has room for, title bar included."""
    window.resize(wanted.boundedTo(window.screen().availableSize() - _TITLE_BAR))


def resize_to_content(window: QWidget, width: int) -> None:
    """Give ``window`` this width and the height of its lines, which a size hint doesn't know."""
    layout = window.layout()
    if layout is not None:
        layout.activate()
        height = max(layout.totalHeightForWidth(width), layout.totalMinimumSize().height())
        resize_within_screen(window, QSize(width, height))


def tab_after(before: QWidget, *widgets: QWidget) -> None:
    """Let the Tab key come from ``before`` to ``widgets`` in their order, then go on as it did.

    Widgets created late would otherwise come last in the tab order, after the bar.
    """
    for widget in widgets:
        QWidget.setTabOrder(before, widget)
        before = widget
