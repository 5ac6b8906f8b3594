"""A card: a titled part of a page on a surface of its own."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from wizard.ui import look
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.spoken import spoken_as


@spoken_as(QAccessible.Role.Grouping)
class Card(QFrame):
    """A titled card; ``body`` is the layout to fill."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("part", "card")
        self.setAccessibleName(title)
        pad = look.PART - 2
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(pad, pad, pad, pad)
        self.body.setSpacing(look.NEAR)
        if title:
            self.body.addWidget(Label(title, look.Type.SMALL_STRONG, look.Color.MUTED))
