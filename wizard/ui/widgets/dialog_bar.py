"""The bar at the bottom of a dialog."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.label import Label


class DialogBar(QFrame):
    """Buttons in a ``row``, around the ``reason`` why one of them is disabled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "bar")
        self.setMinimumHeight(theme.BAR)
        self.reason = Label("", ink=theme.Color.MUTED)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(theme.PAGE_X, theme.NEAR, theme.PAGE_X, theme.NEAR)
        self.row.setSpacing(theme.NEAR)
