"""Model of the rights table, with accessible texts for each cell."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from wizard.domain.dataclass import dataclass
from wizard.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
CELL = Qt.ItemDataRole.UserRole
TICK_COLUMN = 5


class CellKind(Enum):
    """How a cell looks: words alone, or a pill in a tone."""

    PLAIN = None
    QUIET = "quiet"
    GOOD = theme.Tone.GOOD
    WARNING = theme.Tone.WARNING
    WRONG = theme.Tone.WRONG


@dataclass(frozen=True, slots=True)
class Cell:
    """One level: what is shown, how, and what a screen reader says of it.

    ``spoken`` names the right, too: "Service Tickets, Add Level, needs All, granted None".
    """

    text: str
    kind: CellKind = CellKind.PLAIN
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class RightRow:
    """One right. ``cells`` are Add, Edit, Delete and Inquire Level."""

    module: str
    function: str
    note: str
    cells: tuple[Cell, Cell, Cell, Cell]

    @property
    def spoken(self) -> str:
        """What a screen reader says of the first cell."""
        return ", ".join(part for part in (self.module, self.function, self.note) if part)


class RightsModel(QAbstractTableModel):
    """The rows, and their ticks where the table has them.

    Signals:
        ticked: number of the row, from 0, and whether it is ticked now.
    """

    ticked = Signal(int, bool)

    def __init__(self, headers: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._headers = tuple(headers)
        self.rows: tuple[RightRow, ...] = ()
        self.ticks: tuple[bool, ...] = ()

    def show(self, rows: Sequence[RightRow], ticks: Sequence[bool]) -> None:
        """Replace the rows; cells are compared one by one only if the table keeps its shape."""
        same = len(rows) == len(self.rows) and bool(ticks) == bool(self.ticks)
        if not same:
            self.beginResetModel()
        self.rows, self.ticks = tuple(rows), tuple(ticks)
        if not same:
            self.endResetModel()
        elif rows:
            corner = self.index(len(rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), corner)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - an empty index is immutable
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - an empty index is immutable
        return 0 if parent.isValid() else TICK_COLUMN + bool(self.ticks)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and not section:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        spoken = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if role not in spoken:
            return None
        words = self._headers
        if way is Qt.Orientation.Vertical:
            words = tuple(row.function for row in self.rows)
        return words[section] if 0 <= section < len(words) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self._holds(index):
            return None
        row, column = self.rows[index.row()], index.column()
        if role == CELL:
            return row.cells[column - 1] if 0 < column < TICK_COLUMN else row
        if role == Qt.ItemDataRole.CheckStateRole and column == TICK_COLUMN:
            ticked = self.ticks[index.row()]
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._spoken(row, column)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        ticks = role == Qt.ItemDataRole.CheckStateRole and index.column() == TICK_COLUMN
        if not ticks or not self._holds(index):
            return False
        ticked = Qt.CheckState(value) is Qt.CheckState.Checked
        number = index.row()
        self.ticks = (*self.ticks[:number], ticked, *self.ticks[number + 1 :])
        self.dataChanged.emit(index, index)
        self.ticked.emit(number, ticked)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not self._holds(index):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() == TICK_COLUMN:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def _holds(self, index: Index) -> bool:
        """Whether the cell exists; a screen reader may ask for one that no longer does."""
        return self.hasIndex(index.row(), index.column())

    def _spoken(self, row: RightRow, column: int) -> str:
        if column == TICK_COLUMN:
            return f"{row.function}, {self._headers[column]}"
        if column == 0:
            return row.spoken
        cell = row.cells[column - 1]
        return cell.spoken or f"{row.function}, {self._headers[column]}, {cell.text}"
