"""The rights that Hire2Retire needs (rights.toml), and comparison with granted rights."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import field
from enum import StrEnum

from wizard.domain.dataclass import dataclass
from wizard.domain.scope import Need, Scope
from wizard.domain.text import tr


def normalize_name(name: str) -> str:
    """Fold a module's or function's name for comparing: no case, blanks, punctuation or plural.

    The exact identifiers of mySecurity are not published, so names are matched loosely.
    """
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower())
    return "".join(_singular(word) for word in words if word != "and")


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "uses", "xes", "ches")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word


class Level(StrEnum):
    """Access level of one cell of a role."""

    NONE = "None"
    MY = "My"
    ALL = "All"

    def covers(self, needed: Level) -> bool:
        """Whether this granted level satisfies ``needed``."""
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

    def as_ids(self) -> dict[str, str | None]:
        """Return the id of each level by the id of its column, as JSON documents hold them."""
        return {column.value: level.value if level else None for column, level in self.items()}


class TableKind(StrEnum):
    """Kind of a *customize* entry; values of rights.toml."""

    SERVICE_BOARD = "service_board"
    PROJECT_BOARD = "project_board"
    PRIORITY = "priority"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class SetupTable:
    """One entry of the *customize* list; ``read`` answers only if the entry is allowed."""

    name: str
    kind: TableKind
    when: Need
    read: str = ""


@dataclass(frozen=True, slots=True)
class Right:
    """One row of the needed role.

    ``reads`` are API paths without base whose success proves Inquire; ``tables`` is the *customize*
    list; ``enough`` are lower levels that other vendors document to do.
    """

    module: str
    function: str
    needed: Levels
    when: Need
    why: str
    reads: tuple[str, ...] = ()
    tables: tuple[SetupTable, ...] = ()
    enough: Levels = field(default_factory=Levels)

    @property
    def title(self) -> str:
        """``Service Desk › Service Tickets`` as the admin finds it."""
        return f"{self.module} › {self.function}"

    def tables_for(self, scope: Scope, kind: TableKind | None = None) -> tuple[str, ...]:
        """Return the *customize* entries that ``scope`` needs, optionally of one kind."""
        needed = (table for table in self.tables if table.when in scope.needs)
        return tuple(table.name for table in needed if kind in {None, table.kind})


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
            ValueError: the text is not such a table (a level, condition or field is not known, a
                field or all rows are missing).
        """
        try:
            document = tomllib.loads(text)
            rights = tuple(_right(row) for row in document["right"])
            table = cls(str(document["version"]), str(document["date"]), rights)
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"rights.toml: {error!r}") from error
        if not rights:
            raise ValueError("rights.toml: it names no right")
        return table

    def needed(self, scope: Scope) -> tuple[Right, ...]:
        """The rows a scope needs, in the order of the file."""
        return tuple(right for right in self.rights if right.when in scope.needs)


_FIELDS = {*Column, "module", "function", "when", "why", "reads", "customize", "enough"}


def _right(row: dict[str, object]) -> Right:
    if not row.keys() <= _FIELDS:
        raise ValueError(f"rights.toml: unknown {sorted(row.keys() - _FIELDS)}")
    cells = {column.value: Level(str(row[column.value])) for column in Column}
    reads, tables = row.get("reads", []), row.get("customize", [])
    enough = row.get("enough", {})
    if not isinstance(reads, list) or not isinstance(tables, list) or not isinstance(enough, dict):
        raise TypeError("reads and customize are lists, enough is a table")
    return Right(
        module=str(row["module"]),
        function=str(row["function"]),
        needed=Levels(**cells),
        when=Need(str(row["when"])),
        why=str(row["why"]),
        reads=tuple(str(path) for path in reads),
        tables=tuple(map(_table, tables)),
        enough=Levels(**{Column(column).value: Level(level) for column, level in enough.items()}),
    )


def _table(entry: dict[str, object]) -> SetupTable:
    return SetupTable(
        name=str(entry["name"]),
        kind=TableKind(str(entry["kind"])),
        when=Need(str(entry["when"])),
        read=str(entry.get("read", "")),
    )


class Comparison(StrEnum):
    """Result of comparing granted with needed levels; values of the report."""

    OK = "ok"
    MISSING = "missing"
    EXCESS = "excess"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """How a granted level was determined."""

    MY_SECURITY = "mySecurity"
    PROBE = "probe"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class RightRow:
    """One needed right with what was found out about it; ``granted`` is None if nothing was read.

    ``denied`` names entries of the *customize* list whose read was refused although Inquire is
    granted. ``refused`` is a read that was refused for lack of rights although the list of rights
    grants it, ``doubt`` any other read that failed: what it says, in one sentence.
    """

    right: Right
    granted: Levels | None = None
    source: Source = Source.NONE
    denied: tuple[str, ...] = ()
    refused: str = ""
    doubt: str = ""

    def missing(self) -> tuple[Column, ...]:
        """Columns with less than the needed level."""
        return tuple(
            c
            for c, needed, has in self._cells()
            if has and not has.covers(needed) and not self._enough(c, has)
        )

    def excess(self) -> tuple[Column, ...]:
        """Columns with more than the needed level."""
        return tuple(c for c, needed, has in self._cells() if has and not needed.covers(has))

    def unknown(self) -> tuple[Column, ...]:
        """The needed columns whose granted level could not be read, or is only documented to do."""
        needs = [cell for cell in self._cells() if cell[1] is not Level.NONE]
        unread = {c for c, _, has in needs if has is None}
        return tuple(c for c, _, _ in needs if c in unread or c in self.documented())

    def documented(self) -> tuple[Column, ...]:
        """The columns below the needed level that other vendors document to do."""
        short = (cell for cell in self._cells() if cell[2] and not cell[2].covers(cell[1]))
        return tuple(c for c, _, has in short if has and self._enough(c, has))

    @property
    def verdict(self) -> Comparison:
        """Result of the comparison: missing outranks unknown, unknown outranks excess."""
        if self.missing() or self.denied:
            return Comparison.MISSING
        if self.unknown() or self.doubt:
            return Comparison.UNKNOWN
        return Comparison.EXCESS if self.excess() else Comparison.OK

    @property
    def is_granted(self) -> bool:
        """Whether every level is known to be sufficient."""
        return self.verdict in {Comparison.OK, Comparison.EXCESS}

    @property
    def inquire_proven(self) -> bool:
        """Whether a successful read proved the needed Inquire Level."""
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
            if not (self.refused and c is Column.INQUIRE)
        ]
        if self.refused:
            cells.append(self.refused)
        if self.denied:
            tables = ", ".join(self.denied)
            cells.append(tr("customize doesn't allow {tables}").format(tables=tables))
        return f"{self.right.title} › {'; '.join(cells)}" if cells else ""

    @property
    def fix(self) -> str:
        """What to change in ConnectWise, or ""."""
        columns = self.missing() or self.unknown() or self.excess()
        cells = [f"{c.label} → {self.right.needed[c]}" for c in columns]
        cells += [f"customize › Allow › {table}" for table in self.denied]
        return f"{self.right.title}: {', '.join(cells)}" if cells else ""

    def _enough(self, column: Column, has: Level) -> bool:
        """Whether a lower level is documented to do all the same; that it does is not proven."""
        least = self.right.enough[column]
        return least is not None and has.covers(least)

    def _cells(self) -> Iterator[tuple[Column, Level, Level | None]]:
        granted = self.granted or Levels()
        return ((c, needed or Level.NONE, granted[c]) for c, needed in self.right.needed.items())


def gaps(rows: Iterable[RightRow]) -> tuple[str, ...]:
    """Return the `gap` sentences of all rows."""
    return tuple(row.gap for row in rows if row.gap)
