"""Numbered actions: what to do, one line each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import spoken_as
from wizard.ui.widgets.label import RichLabel
from wizard.ui.widgets.layouts import with_top_margin
from wizard.ui.widgets.markdown import plain
from wizard.ui.widgets.painting import DISC, NumberBadge


@spoken_as(QAccessible.Role.ListItem)
class ActionRow(QFrame):
    """One action: disc, line and what stands at its right."""

    def __init__(self, number: int, line: str, trailing: QWidget | None = None) -> None:
        super().__init__()
        self.setAccessibleName(f"{number}, {plain(line)}")
        self.label = RichLabel(line)
        # Disc, first line and button share one middle, however many lines follow.
        first = theme.line(theme.Type.TEXT)
        middle = max(theme.CONTROL if trailing else DISC, first)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.NEAR)
        row.addLayout(
            with_top_margin(NumberBadge(theme.Tone.ACCENT, str(number)), (middle - DISC) // 2)
        )
        row.addLayout(with_top_margin(self.label, (middle - first) // 2), 1)
        if trailing is not None:
            row.addWidget(trailing, 0, Qt.AlignmentFlag.AlignTop)


@spoken_as(QAccessible.Role.List)
class ActionList(QFrame):
    """The actions of a page in their order, numbered as in the picture beside them."""

    def __init__(self, name: str = "", first: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._next = first
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.NEAR)

    def add(self, line: str, trailing: QWidget | None = None) -> ActionRow:
        """Add the action ``line`` (our Markdown), with ``trailing`` at its right."""
        row = ActionRow(self._next, line, trailing)
        self._next += 1
        self._rows.addWidget(row)
        return row

    def add_below(self, widget: QWidget) -> None:
        """Add ``widget`` below the last action, in line with its text."""
        indent = QHBoxLayout()
        indent.setContentsMargins(DISC + theme.NEAR, 0, 0, 0)
        indent.addWidget(widget)
        self._rows.addLayout(indent)
