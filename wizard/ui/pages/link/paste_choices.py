"""Buttons to choose among the texts that a paste holds for one value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.faults.fault import Field
from wizard.domain.sanitize import sanitize
from wizard.domain.secret import Secret
from wizard.domain.text import tr
from wizard.ui.controllers.session import SECRETS
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button
from wizard.ui.widgets.label import Label
from wizard.ui.widgets.layouts import set_flow

_LONGEST = 40


class PasteChoices(QWidget):
    """One row for each value that has to be chosen; a secret is named by its place in the text.

    The texts are dropped when they were chosen, when the widget is hidden, and by `clear`.

    Signals:
        chosen: the value, and the `Secret` to fill in.
    """

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("paste-choices")
        self._rows: dict[Field, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.TIGHT)
        self.hide()

    def show_choices(self, choices: Mapping[Field, Sequence[Secret]]) -> None:
        """Offer ``choices`` in place of earlier ones."""
        self.clear()
        for value, texts in choices.items():
            self._rows[value] = row = self._row(value, texts)
            self._column.addWidget(row)
        self.setVisible(bool(self._rows))

    def clear(self) -> None:
        """Drop every text that was offered."""
        for value in list(self._rows):
            self._drop(value)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.clear()

    def _row(self, value: Field, texts: Sequence[Secret]) -> QWidget:
        buttons = []
        for number, text in enumerate(texts, 1):
            words = _words(value, text, number)
            button = Button(
                words.replace("&", "&&"),
                name=tr("{value}: {text}").format(value=value.label, text=words),
            )
            button.setObjectName(f"choose-{value.value}-{number}")
            button.clicked.connect(lambda _=False, v=value, t=text: self._choose(v, t))
            buttons.append(button)
        row = QWidget(self)
        set_flow(row, [Label(tr("Choose {value}:").format(value=value.label)), *buttons])
        return row

    def _choose(self, value: Field, text: Secret) -> None:
        self.chosen.emit(value, text)
        self._drop(value)

    def _drop(self, value: Field) -> None:
        row = self._rows.pop(value, None)
        if row:
            row.hide()
            row.deleteLater()
        if not self._rows:
            self.hide()


def _words(value: Field, text: Secret, number: int) -> str:
    if value in SECRETS:
        return tr("number {number} in the text").format(number=number)
    return sanitize(text.reveal(), _LONGEST)
