"""Security role of the practice API member."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from functools import cache

from wizard.base import assets
from wizard.domain.dataclass import dataclass
from wizard.domain.rights import Column, Level, Levels, RightsTable, SetupTable, TableKind
from wizard.domain.scope import Scope
from wizard.practice.functions import FUNCTIONS, Function

_NOTHING = Levels(Level.NONE, Level.NONE, Level.NONE, Level.NONE)


@dataclass(frozen=True, slots=True)
class Permission:
    """Permission an endpoint requires; ``table`` is set for reads of Table Setup."""

    function: Function
    column: Column
    table: TableKind | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """Rights of the API member; functions that are not named are granted nothing."""

    grants: Mapping[Function, Levels] = field(default_factory=dict)
    tables: tuple[SetupTable, ...] = ()

    @property
    def functions(self) -> tuple[Function, ...]:
        """All functions of a role."""
        return tuple(dict.fromkeys((*FUNCTIONS, *self.grants)))

    def grant(self, function: Function) -> Levels:
        """Return the four levels of a function."""
        return self.grants.get(function, _NOTHING)

    def allows(self, permission: Permission) -> bool:
        """Whether the role grants a permission."""
        level = self.grant(permission.function)[permission.column] or Level.NONE
        tables = {None, *(table.kind for table in self.tables)}
        return level is not Level.NONE and permission.table in tables

    def changed(self, permission: Permission, level: Level) -> Role:
        """Return a copy with one level set."""
        grant = replace(self.grant(permission.function), **{permission.column.value: level})
        return replace(self, grants={**self.grants, permission.function: grant})

    def without_first(self, permissions: Iterable[Permission]) -> Role:
        """Return a copy without the first of ``permissions`` that this role grants."""
        for permission in permissions:
            if self.allows(permission):
                return self.changed(permission, Level.NONE)
        return self


@cache
def _table() -> RightsTable:
    return RightsTable.parse(assets.text("rights.toml"))


def minimal_role(scope: Scope) -> Role:
    """Return the role that grants exactly what ``scope`` needs, by rights.toml."""
    needed = _table().needed(scope)
    return Role(
        {Function(right.module, right.function): right.needed for right in needed},
        tuple(t for right in needed for t in right.tables if t.when in scope.needs),
    )
