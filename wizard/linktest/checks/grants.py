"""Rights granted to a role: from the member's own list of rights, else from one read per right.

Source: ConnectWise API, ``GET /system/mySecurity`` (schema MySecurity). Its exact identifiers are
not published, so modules and functions are matched loosely.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wizard.domain.dataclass import dataclass
from wizard.domain.rights import Column, Level, Levels, Right, RightRow, Source, normalize_name
from wizard.domain.sanitize import sanitize
from wizard.domain.scope import Scope
from wizard.domain.text import tr
from wizard.linktest.read_result import ReadResult

MY_SECURITY = "/system/mySecurity?pageSize=1000"
_LONGEST_LIST = 1000
_LEVELS = {"none": Level.NONE, "my": Level.MY, "mine": Level.MY, "all": Level.ALL}


@dataclass(frozen=True, slots=True)
class Grant:
    """One function of the role as the server lists it.

    ``names`` are all pairs of module and function that the entry spells, folded for comparing.
    """

    module: str
    function: str
    levels: Levels
    names: frozenset[tuple[str, str]]

    @property
    def title(self) -> str:
        """Module and function, harmless text."""
        return f"{self.module} › {self.function}"


class Grants:
    """The role's list of rights, matched with the needed rights."""

    def __init__(self, grants: Iterable[Grant], needed: Iterable[Right]) -> None:
        self._all = tuple(grants)
        self._by_right = {right: self._find(right) for right in needed}

    @classmethod
    def read(cls, result: ReadResult, needed: Iterable[Right]) -> Grants:
        """Parse the response of mySecurity; a refused or empty list proves nothing."""
        return cls(map(_grant, result.entries[:_LONGEST_LIST]), needed)

    def levels(self, right: Right) -> Levels | None:
        """Return the listed levels of a needed right; None if it is not listed."""
        found = self._by_right[right]
        listed = found is not None and any(level for _, level in found.levels.items())
        return found.levels if found and listed else None

    def excess(self) -> tuple[str, ...]:
        """Name every cell that grants more than is needed: ``Companies › Contacts › Add Level``.

        A function of an unknown name counts only when every needed one was found: else it may be
        the missing one, spelled in a way that is not known.
        """
        rights = {g.names: right for right, g in self._by_right.items() if g}
        complete = all(self._by_right.values())
        cells = []
        for grant in self._all if complete else (g for g in self._all if g.names in rights):
            right = rights.get(grant.names)
            for column, has in grant.levels.items():
                wanted = (right.needed[column] if right else None) or Level.NONE
                if has and not wanted.covers(has):
                    cells.append(f"{right.title if right else grant.title} › {column.label}")
        return tuple(dict.fromkeys(cells))

    def _find(self, right: Right) -> Grant | None:
        """Find a needed right by module and function, else by a function of its own."""
        module, function = normalize_name(right.module), normalize_name(right.function)
        exact = [g for g in self._all if (module, function) in g.names]
        if exact:
            return replace(exact[0], levels=_agreed([g.levels for g in exact]))
        alike = {g.names: g for g in self._all if function in {name for _, name in g.names}}
        return next(iter(alike.values())) if len(alike) == 1 else None


def member_of(result: ReadResult) -> str:
    """Return the member whose rights are listed (sanitized); "" if unknown or inconsistent.

    Source: schema MySecurity, ``member`` (MemberReference: ``identifier``, ``name``).
    """
    members = [entry.get("member") for entry in result.entries[:_LONGEST_LIST]]
    named = [m.get("identifier") or m.get("name") for m in members if isinstance(m, dict)]
    found = {sanitize(name, 60) for name in named if isinstance(name, str)}
    return found.pop() if len(found) == 1 else ""


def _agreed(listed: list[Levels]) -> Levels:
    """What entries of the same name agree on; where they differ nothing is known."""
    cells = {column: {levels[column] for levels in listed} for column in Column}
    return Levels(**{c.value: each.pop() if len(each) == 1 else None for c, each in cells.items()})


def _grant(entry: Mapping[str, object]) -> Grant:
    def text(name: str) -> str:
        value = entry.get(name)
        return sanitize(value, 80) if isinstance(value, str) else ""

    modules = [text(f"module{part}") for part in ("Description", "Name", "Identifier")]
    functions = [text(f"moduleFunction{part}") for part in ("Description", "Name", "Identifier")]
    levels = {c.value: _LEVELS.get(text(f"{c.value}Level").casefold()) for c in Column}
    return Grant(
        module=next(filter(None, modules), "?"),
        function=next(filter(None, functions), "?"),
        levels=Levels(**levels),
        names=frozenset(
            (normalize_name(m), normalize_name(f)) for m in modules for f in functions if f
        ),
    )


def row_of(
    right: Right, scope: Scope, grants: Grants, results: Mapping[str, ReadResult]
) -> RightRow:
    """Compare one needed right; ``results`` maps its paths to what was read."""
    shown = [results[path] for path in right.reads]
    listed = grants.levels(right)
    if listed is None:
        return _probed(right, _denied_tables(right, scope, results), shown)
    row = RightRow(right, listed, Source.MY_SECURITY)
    if listed.inquire is None and _all_granted(shown):
        return replace(row, granted=replace(listed, inquire=right.needed.inquire))
    if not row.inquire_proven:
        return row
    if any(read.denied for read in shown):
        return _refused(row, _denied_tables(right, scope, results), results)
    return _doubted(row, results)


def _probed(right: Right, denied: tuple[str, ...], shown: list[ReadResult]) -> RightRow:
    """A right that is not listed: a read proves Inquire and nothing else."""
    inquire = Levels(inquire=right.needed.inquire)
    if _all_granted(shown):
        return RightRow(right, inquire, Source.PROBE)
    if denied and any(read.granted for read in shown):
        return RightRow(right, inquire, Source.PROBE, denied)
    if any(read.denied for read in shown):
        return RightRow(right, Levels(inquire=Level.NONE), Source.PROBE)
    return RightRow(right)


def _refused(row: RightRow, denied: tuple[str, ...], results: Mapping[str, ReadResult]) -> RightRow:
    """A listed right whose read is refused: the *customize* list lacks it, or Inquire does.

    What was seen outranks what the list of rights says.
    """
    if denied or row.granted is None:
        return replace(row, denied=denied)
    path = next(path for path in row.right.reads if results[path].denied)
    granted = replace(row.granted, inquire=Level.NONE)
    both = tr("{column} is listed as {has}, but reading {path} was refused ({status})").format(
        column=Column.INQUIRE.label,
        has=row.granted.inquire,
        path=_bare(path),
        status=results[path].status_text,
    )
    return replace(row, granted=granted, source=Source.PROBE, refused=both)


def _doubted(row: RightRow, results: Mapping[str, ReadResult]) -> RightRow:
    """A listed right whose read failed in a way that says nothing about rights."""
    failed = [path for path in row.right.reads if not results[path].granted]
    if not failed or row.granted is None:
        return row
    doubt = tr(
        "{right}: {column} is listed as {has}, but reading {path} failed ({status})."
    ).format(
        right=row.right.title,
        column=Column.INQUIRE.label,
        has=row.granted.inquire,
        path=_bare(failed[0]),
        status=results[failed[0]].status_text,
    )
    refused = any(results[path].refused for path in failed)
    seen = any(results[path].granted for path in row.right.reads)
    granted = row.granted if seen and not refused else replace(row.granted, inquire=None)
    return replace(row, granted=granted, doubt=doubt)


def _bare(path: str) -> str:
    return path.partition("?")[0]


def _all_granted(shown: list[ReadResult]) -> bool:
    return bool(shown) and all(read.granted for read in shown)


def _denied_tables(
    right: Right, scope: Scope, results: Mapping[str, ReadResult]
) -> tuple[str, ...]:
    wanted = (table for table in right.tables if table.when in scope.needs)
    return tuple(t.name for t in wanted if t.read in results and results[t.read].denied)
