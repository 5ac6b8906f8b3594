"""The security role of the practice API member: functions, levels, and what it allows."""

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
    """What an endpoint asks of the role; ``table`` only for reads of Table Setup."""

    function: Function
    column: Column
    table: TableKind | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """What the API member may do. Functions that are not named are granted nothing."""

    grants: Mapping[Function, Levels] = field(default_factory=dict)
    tables: tuple[SetupTable, ...] = ()

    @property
    def functions(self) -> tuple[Function, ...]:
        """Every function of the role's page."""
        return tuple(dict.fromkeys((*FUNCTIONS, *self.grants)))

    def grant(self, function: Function) -> Levels:
        """Return the four levels of a function."""
        return self.grants.get(function, _NOTHING)

    def allows(self, permission: Permission) -> bool:
        """Tell whether the role covers a permission."""
        level = self.grant(permission.function)[permission.column] or Level.NONE
        tables = {None, *(table.kind for table in self.tables)}
        return level is not Level.NONE and permission.table in tables

    def changed(self, permission: Permission, level: Level) -> Role:
        """Return this role with one level set."""
        grant = replace(self.grant(permission.function), **{permission.column.value: level})
        return replace(self, grants={**self.grants, permission.function: grant})

    def without_first(self, permissions: Iterable[Permission]) -> Role:
        """Take away the first of ``permissions`` that this role grants."""
        for permission in permissions:
            if self.allows(permission):
                return self.changed(permission, Level.NONE)
        return self


@cache
def _table() -> RightsTable:
    return RightsTable.parse(assets.text("rights.toml"))


def minimal_role(scope: Scope) -> Role:
    """Return the role that grants what ``scope`` needs, by rights.toml, and nothing else."""
    needed = _table().needed(scope)
    return Role(
        {Function(right.module, right.function): right.needed for right in needed},
        tuple(t for right in needed for t in right.tables if t.when in scope.needs),
    )
