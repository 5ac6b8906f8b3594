"""A card: a titled part of a page on a surface of its own."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.accessibility import spoken_as
from wizard.ui.widgets.label import Label


@spoken_as(QAccessible.Role.Grouping)
class Card(QFrame):
    """A titled card; ``body`` is the layout to fill."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self.setAccessibleName(title)
        pad = theme.PART - 2
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(pad, pad, pad, pad)
        self.body.setSpacing(theme.NEAR)
        if title:
            self.body.addWidget(Label(title, theme.Type.SMALL_STRONG, theme.Color.MUTED))
