"""Model of the list of steps, with accessible texts for each."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from wizard.domain.dataclass import dataclass
from wizard.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
STEP = Qt.ItemDataRole.UserRole


class StepState(Enum):
    """How far a step is: its tone, and the icon in its disc ("" for its number)."""

    TO_DO = ("to do", theme.Tone.NEUTRAL, "")
    IN_PROGRESS = ("in progress", theme.Tone.ACCENT, "")
    DONE = ("done", theme.Tone.GOOD, "check")
    DONE_NOT_CHECKED = ("done, not checked", theme.Tone.NEUTRAL, "dot")
    NEEDS_ATTENTION = ("needs attention", theme.Tone.WARNING, "warning")
    FAILED = ("failed", theme.Tone.WRONG, "cross")
    WAITING = ("waiting", theme.Tone.WARNING, "clock")

    @property
    def tone(self) -> theme.Tone:
        """Tone of the state."""
        return self.value[1]

    @property
    def icon(self) -> str:
        """The icon in the disc, or "" for the number of the step."""
        return self.value[2]


@dataclass(frozen=True, slots=True)
class StepItem:
    """One step; all texts are in the user's language.

    ``note`` follows the state word in the small line; one that begins with it ("waiting since
    19 Nov") stands alone. ``reason`` says why the state is what it is. ``current_word`` is set for
    the open step alone, ``blocked`` for one that a click does not open.
    """

    number: int
    title: str
    state_word: str
    state_kind: StepState
    note: str = ""
    reason: str = ""
    current_word: str = ""
    blocked: str = ""

    @property
    def current(self) -> bool:
        """Whether the step is open."""
        return bool(self.current_word)

    @property
    def reachable(self) -> bool:
        """Whether a click opens the step."""
        return not self.blocked

    @property
    def line(self) -> str:
        """The small line below the title."""
        if self.note.startswith(self.state_word):
            return self.note
        return " · ".join(part for part in (self.state_word, self.note) if part)

    @property
    def spoken(self) -> str:
        """What a screen reader says: "title, state", or "title, current, state"."""
        return ", ".join(part for part in (self.title, self.current_word, self.state_word) if part)

    @property
    def why(self) -> str:
        """What the tool tip and a screen reader add."""
        return " · ".join(part for part in (self.note, self.reason, self.blocked) if part)


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

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - an empty index is immutable
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self.hasIndex(index.row(), index.column()):
            return None
        item = self.items[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return item.title
            case Qt.ItemDataRole.AccessibleTextRole:
                return item.spoken
            case Qt.ItemDataRole.AccessibleDescriptionRole:
                return item.why
            case Qt.ItemDataRole.ToolTipRole:
                return "\n".join(part for part in (item.spoken, item.why) if part)
            case _:
                return item if role == STEP else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self.hasIndex(index.row(), index.column()):
            return Qt.ItemFlag.NoItemFlags
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        reachable = self.items[index.row()].reachable
        return enabled | Qt.ItemFlag.ItemIsSelectable if reachable else enabled
