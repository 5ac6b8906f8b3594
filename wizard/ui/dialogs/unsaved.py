"""Asks before values that are not stored are lost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from wizard.domain.faults.fault import Field
from wizard.domain.text import tr
from wizard.ui.theme import theme
from wizard.ui.widgets.buttons import Button, Rank
from wizard.ui.widgets.label import Heading, Label
from wizard.ui.widgets.layouts import resize_to_content


class LossDialog(QDialog):
    """Lists the values that are only in memory; accepted if the user leaves anyway."""

    def __init__(self, values: Sequence[Field], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("loss")
        self.setWindowTitle(tr("Leave without saving?"))
        named = ", ".join(value.label for value in values)
        self._heading = Heading(tr("Leave without saving?"))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.BLOCK, theme.BLOCK, theme.BLOCK, theme.PART)
        column.setSpacing(theme.NEAR)
        column.addWidget(self._heading)
        lost = tr("You'll lose what isn't saved in a vault: {values}.").format(values=named)
        column.addWidget(Label(lost))
        if Field.PRIVATE_KEY in values:
            column.addWidget(Label(tr("ConnectWise shows the private key only once.")))
        column.addStretch(1)
        self._add_buttons(column)
        resize_to_content(self, theme.CARD * 2 - theme.PART)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._heading.arrive()

    def _add_buttons(self, column: QVBoxLayout) -> None:
        leave = Button(tr("&Discard and leave"))
        leave.setObjectName("discard")
        leave.clicked.connect(self.accept)
        stay = Button(tr("&Stay"), Rank.PRIMARY)
        stay.setObjectName("stay")
        stay.clicked.connect(self.reject)
        stay.setDefault(True)
        row = QHBoxLayout()
        column.addLayout(row)
        row.setSpacing(theme.NEAR)
        row.addWidget(leave)
        row.addStretch(1)
        row.addWidget(stay)
