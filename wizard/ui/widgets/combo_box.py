"""A list to choose one entry from, with the window's own arrow."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyledItemDelegate, QStyleOptionComboBox

from wizard.ui.theme import theme
from wizard.ui.widgets.painting import paint_chevron


class ComboBox(QComboBox):
    """A combo box whose arrow is drawn like every other chevron of the window."""

    def __init__(self) -> None:
        super().__init__()
        # The list's own painter knows no style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setStyleSheet(
            "QComboBox::drop-down { border: none; width: 28px; }"
            "QComboBox::down-arrow { image: none; }"
            "QLineEdit { border: none; padding: 0; min-height: 0; background: transparent; }"
        )

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: D102
        # Who scrolls the page must not choose anything on the way.
        event.ignore()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: D102
        super().initStyleOption(option)
        kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(kind, option, part, self).width()
        end = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(self.currentText(), end, room)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        super().paintEvent(event)
        box = QRectF(self.width() - 24, (self.height() - 16) / 2, 16, 16)
        ink = theme.Color.MUTED if self.isEnabled() else theme.Color.LINE
        paint_chevron(QPainter(self), box, ink, down=True)
