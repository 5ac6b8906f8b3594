"""A list to choose one entry from, with the window's own arrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionComboBox, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.painting import paint_chevron

# What the style sheet leaves for padding, border and arrow; to ask the style for it would make
# PySide6 prepare all of QStyle.
_BESIDE_TEXT = 2 * (9 + 1) + 28


class ComboBox(QComboBox):
    """A combo box whose arrow is drawn like every other chevron of the window."""

    _dressed = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt's own policy lets the wheel take the focus, too.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def showPopup(self) -> None:
        # Qt makes the list when it is asked for: not before. Its own painter knows no style sheet.
        if not self._dressed:
            self._dressed = True
            self.setItemDelegate(QStyledItemDelegate(self))
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Who scrolls the page must not choose anything on the way.
        event.ignore()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        end, room = Qt.TextElideMode.ElideRight, self.width() - _BESIDE_TEXT
        option.currentText = self.fontMetrics().elidedText(self.currentText(), end, room)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            # Asked for when it is needed: what is shown depends on the width.
            option = QStyleOptionComboBox()
            self.initStyleOption(option)
            whole = self.currentText()
            self.setToolTip("" if option.currentText == whole else whole)
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        box = QRectF(self.width() - 24, (self.height() - 16) / 2, 16, 16)
        ink = theme.Color.MUTED if self.isEnabled() else theme.Color.LINE
        paint_chevron(QPainter(self), box, ink, down=True)
