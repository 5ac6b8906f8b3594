"""Endpoints below the API base: their lists and required rights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from wizard.domain.dataclass import dataclass
from wizard.domain.rights import Column, TableKind
from wizard.practice import boards, data, functions
from wizard.practice.functions import Function
from wizard.practice.http import Row, Rows
from wizard.practice.role import Permission

_NUMBER = r"\d{1,9}"
_NO_PARENT = 0


@dataclass(frozen=True, slots=True)
class Collection:
    """Lists of records. ``{id}`` in ``path`` is the id of the record that holds the list.

    ``right`` is None where every member who is signed in may read. ``lists`` is keyed by the
    holder's id, or by 0 when the path holds no id.
    """

    path: str
    right: Permission | None
    lists: Mapping[int, Rows]

    @property
    def pattern(self) -> re.Pattern[str]:
        """The paths of the list, of its ``count`` and of each record, in any case of letters."""
        path = self.path.replace("{id}", f"(?P<parent>{_NUMBER})")
        return re.compile(f"{path}(?:/(?P<rest>count|{_NUMBER}))?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EndpointMatch:
    """A matched path.

    ``part`` is empty for the list, ``count``, or the id of a record. ``rows`` is None when the
    holder of the list does not exist; ``holder`` is its id, or 0.
    """

    collection: Collection
    part: str
    rows: Rows | None
    holder: int = _NO_PARENT

    @property
    def number(self) -> int | None:
        """Id of the requested record, or None for the list or its count."""
        return int(self.part) if self.part.isdigit() else None

    @property
    def record(self) -> Row | None:
        """The requested record, if it exists."""
        return next((row for row in self.rows or () if row["id"] == self.number), None)


def plain(rows: Rows) -> Mapping[int, Rows]:
    """Key a list that no record holds."""
    return {_NO_PARENT: rows}


def _read(function: Function, table: TableKind | None = None) -> Permission:
    return Permission(function, Column.INQUIRE, table)


def _table(kind: TableKind) -> Permission:
    return _read(functions.TABLE_SETUP, kind)


_SERVICE_BOARD = _table(TableKind.SERVICE_BOARD)

COLLECTIONS: tuple[Collection, ...] = (
    Collection("service/info/boards/active", None, plain(boards.ACTIVE_BOARDS)),
    Collection("service/boards", _SERVICE_BOARD, plain(boards.BOARDS)),
    Collection("service/boards/{id}/statuses", _SERVICE_BOARD, boards.STATUSES),
    Collection("service/boards/{id}/types", _SERVICE_BOARD, boards.TYPES),
    Collection("service/boards/{id}/subtypes", _SERVICE_BOARD, boards.SUBTYPES),
    Collection("service/boards/{id}/items", _SERVICE_BOARD, boards.ITEMS),
    Collection(
        "service/boards/{id}/typeSubTypeItemAssociations", _SERVICE_BOARD, boards.COMBINATIONS
    ),
    Collection("service/boards/{id}/teams", _SERVICE_BOARD, boards.TEAMS),
    Collection(
        "service/priorities",
        _table(TableKind.PRIORITY),
        plain(boards.PRIORITIES),
    ),
    Collection("service/sources", _table(TableKind.SOURCE), plain(boards.SOURCES)),
    Collection(
        "project/boards/{id}/teams",
        _table(TableKind.PROJECT_BOARD),
        boards.PROJECT_TEAMS,
    ),
    Collection("project/projects", _read(functions.PROJECT_HEADERS), plain(data.PROJECTS)),
    Collection("project/projects/{id}/phases", _read(functions.PROJECT_PHASE), data.PHASES),
    Collection("company/companies", _read(functions.COMPANY_MAINTENANCE), plain(data.COMPANIES)),
    Collection("company/contacts", _read(functions.CONTACTS), plain(data.CONTACTS)),
    Collection("system/members", _read(functions.MEMBER_MAINTENANCE), plain(data.MEMBERS)),
)


def find(collections: Iterable[Collection], path: str) -> EndpointMatch | None:
    """Match a path below the API base; None if there is no such endpoint."""
    for collection in collections:
        match = collection.pattern.fullmatch(path)
        if match is not None:
            said = match.groupdict()
            holder = int(said.get("parent", _NO_PARENT))
            part = (said.get("rest") or "").lower()
            return EndpointMatch(collection, part, collection.lists.get(holder), holder)
    return None
