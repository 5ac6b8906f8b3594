"""Vertical scroll area that is safe for screen readers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QScrollArea, QWidget

from wizard.ui.widgets.accessibility import spoken_as


# WORKAROUND PySide6 6.8 to 6.12: what Qt shows of a QScrollArea ends the program when it is asked
# for a child after a scroll bar has gone: QAccessibleAbstractScrollArea::child() reads past the end
# of its list. Text edits and item views have other interfaces, which look before they read.
@spoken_as(QAccessible.Role.Client)
class ScrollArea(QScrollArea):
    """A page that scrolls vertically and fits its width; a plain widget for screen readers.

    Every scroll area of the program is one: Qt's own crashes under a screen reader.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
