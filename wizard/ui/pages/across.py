"""A choice whose cards stand side by side where there is room."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout

from wizard.ui.widgets.arrange import turn
from wizard.ui.widgets.choice import Choice

_CARD_AT_LEAST = 128


class ChoiceAcross(Choice):
    """Cards in a row, or below each other while the page is narrow."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        layout = self.layout()
        if isinstance(layout, QBoxLayout):
            turn(layout, across=self.width() >= _CARD_AT_LEAST * len(self.cards))
