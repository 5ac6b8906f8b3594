"""The levels of a security role as ConnectWise shows them: None < My < All.

A granted All satisfies a needed My, never the reverse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """One cell of a role."""

    NONE = "None"
    MY = "My"
    ALL = "All"

    def covers(self, needed: Level) -> bool:
        """Whether this granted level is enough for ``needed``."""
        order = list(Level)
        return order.index(self) >= order.index(needed)


class Column(StrEnum):
    """The four columns of a role, in the order of the screen."""

    ADD = "add"
    EDIT = "edit"
    DELETE = "delete"
    INQUIRE = "inquire"

    @property
    def label(self) -> str:
        """ConnectWise's own label, never translated."""
        return f"{self.value.capitalize()} Level"


@dataclass(frozen=True, slots=True)
class Levels:
    """Four cells; ``None`` (not `Level.NONE`) means that a cell was not read."""

    add: Level | None = None
    edit: Level | None = None
    delete: Level | None = None
    inquire: Level | None = None

    def __getitem__(self, column: Column) -> Level | None:
        level: Level | None = getattr(self, column.value)
        return level

    def items(self) -> Iterator[tuple[Column, Level | None]]:
        """Column by column, in the order of the screen."""
        return ((column, self[column]) for column in Column)
