"""The needed rights as a list of check boxes, where a table doesn't fit."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.rights import Column, Level, Right
from wizard.ui.widgets.choice import CheckBox


class RightsList(QWidget):
    """One tick box per right: the function, and below it the levels to set.

    Signals:
        ticked: the number of a right, and whether it is ticked.
    """

    ticked = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rights-list")
        self._boxes: dict[str, CheckBox] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def show_rights(self, rights: Sequence[Right], ticked: Sequence[bool]) -> None:
        """Show ``rights`` in their order."""
        titles = [right.title for right in rights]
        if titles != list(self._boxes):
            self._make(rights)
        for box, on in zip(self._boxes.values(), ticked, strict=True):
            box.setChecked(on)

    def _make(self, rights: Sequence[Right]) -> None:
        for box in self._boxes.values():
            self._column.removeWidget(box)
            box.deleteLater()
        self._boxes = {}
        for number, right in enumerate(rights):
            box = CheckBox(f"{right.module} › {right.function}", _levels(right))
            box.toggled.connect(lambda on, number=number: self.ticked.emit(number, on))
            self._column.addWidget(box)
            self._boxes[right.title] = box


def _levels(right: Right) -> str:
    """The levels to set, as ConnectWise calls them; what stays None is left out."""
    needed = ((column, right.needed[column] or Level.NONE) for column in Column)
    return " · ".join(
        f"{column.label}: {level.value}" for column, level in needed if level is not Level.NONE
    )
