"""A choice whose cards are side by side if there is room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from wizard.ui.theme import theme
from wizard.ui.widgets.choice import Choice, Option
from wizard.ui.widgets.layouts import set_direction

_CARD_AT_LEAST = 128
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class WideChoice(Choice):
    """Cards in a row, or below each other while the page is narrow; all four arrow keys work."""

    def __init__(self, name: str, options: Sequence[Option], parent: QWidget | None = None) -> None:
        super().__init__(name, options, parent)
        for card in self.cards.values():
            card.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layout = self.layout()
        if isinstance(layout, QBoxLayout):
            set_direction(
                layout, across=self.width() >= theme.scaled(_CARD_AT_LEAST) * len(self.cards)
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Qt looks for the next card only in the direction of the key.
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()), 0)
            cards = list(self.cards.values())
            if step and watched in cards:
                card = cards[(cards.index(watched) + step) % len(cards)]
                card.setFocus(Qt.FocusReason.TabFocusReason)
                card.setChecked(True)
                return True
        return super().eventFilter(watched, event)
