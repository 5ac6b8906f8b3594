"""Vertical scroll area that is safe for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QScrollArea, QWidget

from wizard.ui.theme import theme
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

    def reveal(self, widget: QWidget) -> None:
        """Scroll down as far as ``widget`` needs, but never past its top.

        What is above stays where it is while there is room enough.
        """
        bar, content = self.verticalScrollBar(), self.widget()
        if content is None or not content.isAncestorOf(widget):
            return
        top = widget.mapTo(content, QPoint()).y()
        lowest = top + widget.height() + theme.PART - self.viewport().height()
        bar.setValue(min(max(bar.value(), lowest), max(0, top - theme.CLOSE)))


def reveal(widget: QWidget) -> None:
    """Bring ``widget``, which has just appeared or grown, into sight once it is laid out."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, ScrollArea):
        area = area.parentWidget()
    if area is not None:
        QTimer.singleShot(0, widget, lambda: area.reveal(widget))
