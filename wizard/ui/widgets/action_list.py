"""Numbered actions: what to do, one line each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import spoken_as
from wizard.ui.widgets.label import RichLabel
from wizard.ui.widgets.layouts import add_lower, set_direction
from wizard.ui.widgets.markdown import plain
from wizard.ui.widgets.painting import DISC, NumberBadge

_BETWEEN, _BELOW = 10, 6
_BESIDE_FROM = 400


@spoken_as(QAccessible.Role.ListItem)
class ActionRow(QFrame):
    """One action: disc, line and what stands right behind it."""

    def __init__(self, number: int, line: str, trailing: QWidget | None = None) -> None:
        super().__init__()
        self._number = number
        self.disc = NumberBadge(theme.Tone.ACCENT, str(number))
        self.label = RichLabel()
        # Disc, first line and button share one middle, however many lines follow.
        first = theme.line(theme.Type.TEXT)
        middle = max(theme.CONTROL if trailing else DISC, first)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.NEAR)
        add_lower(row, self.disc, (middle - DISC) // 2)
        self._trailing = trailing
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.addLayout(self._parts, 1)
        self._parts.setSpacing(theme.NEAR)
        add_lower(self._parts, self.label, (middle - first) // 2)
        if trailing is not None:
            side = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
            self._parts.addWidget(trailing, 0, side)
        self._parts.addStretch(1)
        self.show_line(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the button below the line if there is no room beside it."""
        super().resizeEvent(event)
        across = self._trailing is None or self.width() >= theme.scaled(_BESIDE_FROM)
        set_direction(self._parts, across=across)
        self._parts.setSpacing(theme.NEAR if across else _BELOW)

    def show_line(self, line: str) -> None:
        """Show ``line`` (our Markdown) from now on."""
        self.label.show_markdown(line)
        self.setAccessibleName(f"{self._number}, {plain(line)}")

    def set_ink(self, ink: theme.Color) -> None:
        """Show the line in ``ink`` from now on."""
        self.label.set_ink(ink)


class Action:
    """One numbered action of a page: its row, what stands below it, and what follows it.

    ``below`` and ``extra`` are made when they are needed. A strip shows a few actions at a time.
    """

    def __init__(
        self, number: int, row: ActionRow, button: QWidget | None, column: QBoxLayout
    ) -> None:
        self.number, self.row, self.button = number, row, button
        self.block = QVBoxLayout()
        column.addLayout(self.block)
        # What belongs to an action stands closer to it than the next one.
        self.block.setSpacing(_BELOW)
        self.block.addWidget(row)
        self.below: QWidget | None = None
        self.extra: QWidget | None = None

    def add_below(self, widget: QWidget) -> None:
        """Add ``widget`` below the line, in line with its text."""
        if self.below is None:
            self.below = QWidget()
            column = QVBoxLayout(self.below)
            column.setContentsMargins(DISC + theme.NEAR, 0, 0, 0)
            column.setSpacing(_BELOW)
            self.block.addWidget(self.below)
        if layout := self.below.layout():
            layout.addWidget(widget)

    def show_as(self, *, line: bool, rest: bool) -> None:
        """Show the ``line`` or not, and the ``rest`` (button, fields, what follows) or not."""
        self.row.setVisible(line)
        for part in (self.button, self.below, self.extra):
            if part is not None:
                part.setVisible(rest)


@spoken_as(QAccessible.Role.List)
class ActionList(QFrame):
    """The actions of a page in their order, numbered as in the picture beside them.

    ``rows`` is the layout of the actions.
    """

    def __init__(self, name: str = "", first: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._next = first
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(_BETWEEN)

    def add(self, line: str, trailing: QWidget | None = None) -> Action:
        """Add the action ``line`` (our Markdown), with ``trailing`` right behind it."""
        row = ActionRow(self._next, line, trailing)
        action = Action(self._next, row, trailing, self.rows)
        self._next += 1
        self._last = action
        return action

    def add_below(self, widget: QWidget) -> None:
        """Add ``widget`` below the last action, in line with its text."""
        self._last.add_below(widget)
