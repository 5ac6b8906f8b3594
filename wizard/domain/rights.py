"""Rights of a security role: what is needed, what is granted, and what differs.

Levels as ConnectWise shows them: None < My < All. A granted All satisfies a needed My, never the reverse.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from wizard.domain.scope import Need, Scope
from wizard.domain.wording import tr


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


@dataclass(frozen=True, slots=True)
class Table:
    """One entry of the *customize* list behind Table Setup; ``read`` only answers when it is allowed."""

    name: str
    when: Need
    read: str = ""


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the needed role.

    ``reads`` are API paths without base whose success proves Inquire; ``tables`` is the *customize* list.
    """

    module: str
    function: str
    needed: Levels
    when: Need
    why: str
    reads: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def title(self) -> str:
        """``Service Desk › Service Tickets`` as the admin finds it."""
        return f"{self.module} › {self.function}"

    def tables_for(self, scope: Scope) -> tuple[str, ...]:
        """The *customize* entries this scope needs."""
        return tuple(t.name for t in self.tables if t.when in scope.needs)


@dataclass(frozen=True, slots=True)
class RightsTable:
    """All rows of rights.toml with their version and date."""

    version: str
    date: str
    rights: tuple[Right, ...]

    @classmethod
    def parse(cls, text: str) -> RightsTable:
        """Read rights.toml.

        Raises:
            ValueError: the text is not such a table (a level, condition or field is not known).
        """
        try:
            document = tomllib.loads(text)
            rights = tuple(_right(row) for row in document["right"])
            return cls(str(document["version"]), str(document["date"]), rights)
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"rights.toml: {error!r}") from error

    def needed(self, scope: Scope) -> tuple[Right, ...]:
        """The rows a scope needs, in the order of the file."""
        return tuple(right for right in self.rights if right.when in scope.needs)


def _right(row: dict[str, object]) -> Right:
    cells = {column.value: Level(str(row[column.value])) for column in Column}
    reads, tables = row.get("reads", []), row.get("customize", [])
    if not isinstance(reads, list) or not isinstance(tables, list):
        raise TypeError("reads and customize are lists")
    return Right(
        module=str(row["module"]),
        function=str(row["function"]),
        needed=Levels(**cells),
        when=Need(str(row["when"])),
        why=str(row["why"]),
        reads=tuple(str(path) for path in reads),
        tables=tuple(Table(str(t["name"]), Need(str(t["when"])), str(t.get("read", ""))) for t in tables),
    )


class Comparison(StrEnum):
    """How a granted row compares with the needed one; the words of the report."""

    OK = "ok"
    MISSING = "missing"
    EXCESS = "excess"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """How a granted level became known."""

    MY_SECURITY = "mySecurity"
    PROBE = "probe"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class RightRow:
    """One needed right with what was found out about it; ``granted`` is None where nothing was read.

    ``denied`` names entries of the *customize* list whose read was refused although Inquire is granted.
    """

    right: Right
    granted: Levels | None = None
    source: Source = Source.NONE
    denied: tuple[str, ...] = ()

    def missing(self) -> tuple[Column, ...]:
        """The columns that fall short."""
        return tuple(c for c, needed, has in self._cells() if has and not has.covers(needed))

    def excess(self) -> tuple[Column, ...]:
        """The columns that grant more than is needed."""
        return tuple(
            c for c, needed, has in self._cells() if has and has.covers(needed) and has is not needed
        )

    def unknown(self) -> tuple[Column, ...]:
        """The needed columns whose granted level could not be read."""
        return tuple(c for c, needed, has in self._cells() if has is None and needed is not Level.NONE)

    @property
    def verdict(self) -> Comparison:
        """Missing before unknown before excess: what stops the work comes first."""
        if self.missing() or self.denied:
            return Comparison.MISSING
        if self.unknown():
            return Comparison.UNKNOWN
        return Comparison.EXCESS if self.excess() else Comparison.OK

    @property
    def inquire_proven(self) -> bool:
        """Whether the needed Inquire Level was seen to be granted."""
        needed = self.right.needed.inquire or Level.NONE
        has = self.granted.inquire if self.granted else None
        return needed is Level.NONE or (has is not None and has.covers(needed))

    @property
    def gap(self) -> str:
        """``Service Desk › Service Tickets › Add Level is None, needs All``, or ""."""
        granted = self.granted or Levels()
        cells = [
            tr("{column} is {has}, needs {needed}").format(
                column=c.label, has=granted[c] or "?", needed=self.right.needed[c]
            )
            for c in self.missing()
        ]
        if self.denied:
            cells.append(tr("customize does not allow {tables}").format(tables=", ".join(self.denied)))
        return f"{self.right.title} › {'; '.join(cells)}" if cells else ""

    @property
    def fix(self) -> str:
        """What to set in ConnectWise, or "" when nothing has to change."""
        columns = self.missing() or self.unknown() or self.excess()
        cells = [f"{c.label} → {self.right.needed[c]}" for c in columns]
        cells += [f"customize › Allow › {table}" for table in self.denied]
        return f"{self.right.title}: {', '.join(cells)}" if cells else ""

    def _cells(self) -> Iterator[tuple[Column, Level, Level | None]]:
        granted = self.granted or Levels()
        return ((c, needed or Level.NONE, granted[c]) for c, needed in self.right.needed.items())


def loose(name: str) -> str:
    """Fold a module's or function's name for comparing: no case, blanks, punctuation or plural.

    The exact identifiers of mySecurity are not published, so names are matched loosely.
    """
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())
    return "".join(_singular(word) for word in words if word != "and")


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def gaps(rows: Iterable[RightRow]) -> tuple[str, ...]:
    """The sentences of all rows that fall short."""
    return tuple(row.gap for row in rows if row.gap)
