"""What a role grants: from the member's own list of rights, else from one read per right.

Source: ConnectWise API, ``GET /system/mySecurity`` (schema MySecurity). Its exact identifiers are not
published, so modules and functions are matched loosely; a refused or empty list proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from wizard.connectwise.replies import Meaning, meaning_of
from wizard.connectwise.reply import Reply
from wizard.domain.foreign import harmless
from wizard.domain.problem import Problem
from wizard.domain.rights import Column, Level, Levels, Right, RightRow, Source, loose
from wizard.domain.scope import Scope

MY_SECURITY = "/system/mySecurity?pageSize=1000"
_LEVELS = {"none": Level.NONE, "my": Level.MY, "mine": Level.MY, "all": Level.ALL}


class Read(Enum):
    """What a read that needs a right has shown."""

    GRANTED = auto()
    DENIED = auto()
    UNDECIDED = auto()


@dataclass(frozen=True, slots=True)
class Grant:
    """One function of the role as the server lists it."""

    module: str
    function: str
    levels: Levels
    names: frozenset[tuple[str, str]]

    @property
    def title(self) -> str:
        """Module and function, harmless text."""
        return f"{self.module} › {self.function}"


def read_grants(reply: Reply) -> tuple[Grant, ...]:
    """Read mySecurity's list; entries that are no rights are left out."""
    document = reply.json
    entries = document if isinstance(document, list) else []
    return tuple(_grant(entry) for entry in entries if isinstance(entry, dict))


def outcome_of(answer: object) -> tuple[Read, Problem | None]:
    """Judge the answer to a read: granted, denied, undecided; with a problem when the service failed."""
    if not isinstance(answer, Reply):
        return Read.UNDECIDED, None
    meaning, problem = meaning_of(answer)
    if meaning is Meaning.GRANTED:
        return Read.GRANTED, None
    if meaning is Meaning.DENIED:
        return Read.DENIED, None
    # A refusal or an endpoint that is not there says nothing about the right; a failing service does not
    # either, but it must be told.
    decided_elsewhere = answer.status in {400, 401, 403, 404}
    return Read.UNDECIDED, None if decided_elsewhere else problem


def compare(
    needed: Iterable[Right], scope: Scope, grants: tuple[Grant, ...], reads: Mapping[str, Read]
) -> tuple[RightRow, ...]:
    """Return one row per needed right; ``reads`` maps a path to what it has shown."""
    return tuple(_row(right, scope, grants, reads) for right in needed)


def excess(needed: Iterable[Right], scope: Scope, grants: tuple[Grant, ...]) -> tuple[str, ...]:
    """Name every cell that grants more than is needed: ``Service Desk › Service Tickets › Delete Level``."""
    rights = tuple(needed)
    cells = []
    for grant in grants:
        right = next((r for r in rights if _same(r, grant, grants)), None)
        for column, has in grant.levels.items():
            wants = (right.needed[column] if right else None) or Level.NONE
            if has and not wants.covers(has):
                cells.append(f"{right.title if right else grant.title} › {column.label}")
    return tuple(dict.fromkeys(cells))


def _row(
    right: Right, scope: Scope, grants: tuple[Grant, ...], reads: Mapping[str, Read]
) -> RightRow:
    shown = {path: reads[path] for path in right.reads if path in reads}
    grant = next((g for g in grants if _same(right, g, grants)), None)
    listed = grant is not None and any(level for _, level in grant.levels.items())
    if grant and listed:
        return _listed(right, scope, grant, shown)
    if Read.DENIED in shown.values():
        denied = _denied_tables(right, scope, shown)
        if denied and Read.GRANTED in shown.values():
            return RightRow(right, Levels(inquire=right.needed.inquire), Source.PROBE, denied)
        return RightRow(right, Levels(inquire=Level.NONE), Source.PROBE)
    if shown and set(shown.values()) == {Read.GRANTED}:
        return RightRow(right, Levels(inquire=right.needed.inquire), Source.PROBE)
    return RightRow(right)


def _listed(right: Right, scope: Scope, grant: Grant, shown: Mapping[str, Read]) -> RightRow:
    """A listed right whose read is refused all the same: the *customize* list, or Inquire itself."""
    row = RightRow(right, grant.levels, Source.MY_SECURITY)
    if Read.DENIED not in shown.values() or not row.inquire_proven:
        return row
    denied = _denied_tables(right, scope, shown)
    if denied:
        return RightRow(right, grant.levels, Source.MY_SECURITY, denied)
    levels = {column.value: level for column, level in grant.levels.items()}
    return RightRow(right, Levels(**{**levels, Column.INQUIRE.value: Level.NONE}), Source.PROBE)


def _denied_tables(right: Right, scope: Scope, shown: Mapping[str, Read]) -> tuple[str, ...]:
    return tuple(
        t.name for t in right.tables if t.when in scope.needs and shown.get(t.read) is Read.DENIED
    )


def _grant(entry: dict[str, object]) -> Grant:
    def text(name: str) -> str:
        value = entry.get(name)
        return harmless(value, 80) if isinstance(value, str) else ""

    modules = [text("moduleName"), text("moduleDescription"), text("moduleIdentifier")]
    functions = [text(f"moduleFunction{part}") for part in ("Name", "Description", "Identifier")]
    levels = {c.value: _LEVELS.get(text(f"{c.value}Level").casefold()) for c in Column}
    return Grant(
        module=modules[1] or modules[0] or "?",
        function=functions[1] or functions[0] or "?",
        levels=Levels(**levels),
        names=frozenset(
            (loose(module), loose(function))
            for module in modules
            for function in functions
            if function
        ),
    )


def _same(right: Right, grant: Grant, grants: tuple[Grant, ...]) -> bool:
    """Whether a listed function is the needed one: by module and function, else by a function of its own."""
    module, function = loose(right.module), loose(right.function)
    if (module, function) in grant.names:
        return True
    if any((module, function) in other.names for other in grants):
        return False
    alike = [g for g in grants if any(name == function for _, name in g.names)]
    return alike == [grant]
