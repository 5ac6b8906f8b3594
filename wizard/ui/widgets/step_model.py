"""The steps of the list, and what a screen reader says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

Index = QModelIndex | QPersistentModelIndex
STEP = Qt.ItemDataRole.UserRole


class StepState(Enum):
    """How far a step is."""

    DONE = "done"
    CURRENT = "current"
    TO_DO = "to do"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class StepItem:
    """One step. ``state_word`` is the state in the user's language, as a screen reader says it.

    ``note`` follows the state word; one that begins with it ("waiting since 19 Nov") stands alone.
    """

    number: int
    title: str
    state_word: str
    state_kind: StepState
    note: str = ""
    reachable: bool = True

    @property
    def line(self) -> str:
        """The small line below the title."""
        if self.note.startswith(self.state_word):
            return self.note
        return " · ".join(part for part in (self.state_word, self.note) if part)


class StepModel(QAbstractListModel):
    """The steps; one that cannot be opened yet is shown, but cannot be selected."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.items: tuple[StepItem, ...] = ()

    def show(self, items: Sequence[StepItem]) -> None:
        """Take ``items``; only rows that differ are repainted."""
        if len(items) != len(self.items):
            self.beginResetModel()
            self.items = tuple(items)
            self.endResetModel()
            return
        before, self.items = self.items, tuple(items)
        for row, (old, new) in enumerate(zip(before, self.items, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, D102
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: D102
        if not self.hasIndex(index.row(), index.column()):
            return None
        item = self.items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{item.title}, {item.state_word}"
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return item.note
            case _:
                return item if role == STEP else None

    def flags(self, index: Index) -> Qt.ItemFlag:  # noqa: D102
        if not self.hasIndex(index.row(), index.column()):
            return Qt.ItemFlag.NoItemFlags
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        reachable = self.items[index.row()].reachable
        return enabled | Qt.ItemFlag.ItemIsSelectable if reachable else enabled
