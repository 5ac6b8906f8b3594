"""Reads what a ticket on one board may hold: statuses, types with subtypes and items, teams.

Source: ConnectWise API, ``/service/boards/{id}/…``, which also serves project boards
(``Board.projectFlag``); BoardTypeSubTypeItemAssociation tells which type, subtype and item go
together; teams of a project board are below ``/project``. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import quote

from wizard.domain.dataclass import dataclass
from wizard.domain.sanitize import sanitize
from wizard.domain.ticket import Board
from wizard.domain.values.values import LinkValues
from wizard.domain.workflow import BoardLists, Combination, Entry, Part
from wizard.linktest.checks.board_lists import PRIORITIES
from wizard.linktest.options import LinkTestOptions
from wizard.linktest.read_result import ReadResult
from wizard.linktest.ticket.events import TicketWaiting
from wizard.linktest.ticket.offer import as_member
from wizard.linktest.ticket.responses import cleaned
from wizard.linktest.ticket.session import Talk, TicketMember, TicketRefusedError

PAGE = "?pageSize=1000"


@dataclass(frozen=True, slots=True)
class BoardRead:
    """The lists of a board are known, or why not; always the last event."""

    lists: BoardLists


BoardEvent = TicketWaiting | BoardRead


def read_board(
    values: LinkValues, board: Board, settings: LinkTestOptions, cancelled: Callable[[], bool]
) -> Iterator[BoardEvent]:
    """Read the lists of one service or project board.

    Yields:
        `TicketWaiting` before a retry, and one `BoardRead` at the end.
    """

    def read(member: TicketMember, _: object) -> Talk[BoardLists]:
        paths = paths_of(board)
        first = yield from member.sign_in(paths[_STATUSES])
        if not first.granted and first.problem:
            raise TicketRefusedError(first.problem)
        others = {name: path for name, path in paths.items() if name != _STATUSES}
        result = yield from member.read_all(others.values())
        found = {_STATUSES: first} | {name: result[path] for name, path in others.items()}
        return lists_of(board, found)

    try:
        yield BoardRead((yield from as_member(values, settings, cancelled, read)))
    except TicketRefusedError as nothing:
        yield BoardRead(BoardLists(board, problem=cleaned(nothing.problem, values)))


_STATUSES, _TYPES, _SUBTYPES, _ITEMS = "statuses", "types", "subtypes", "items"
_COMBINATIONS, _TEAMS, _PRIORITIES, _TICKET = "combinations", "teams", "priorities", "ticket"
_PARTS = {
    _STATUSES: Part.STATUS,
    _TYPES: Part.TYPE,
    _SUBTYPES: Part.SUBTYPE,
    _ITEMS: Part.ITEM,
    _PRIORITIES: Part.PRIORITY,
}


def paths_of(board: Board) -> dict[str, str]:
    """Return what is read of a board."""
    base = f"/service/boards/{board.id}"
    condition = quote(f"board/id={board.id}", safe="")
    return {
        _STATUSES: f"{base}/statuses{PAGE}",
        _TYPES: f"{base}/types{PAGE}",
        _SUBTYPES: f"{base}/subtypes{PAGE}",
        _ITEMS: f"{base}/items{PAGE}",
        _COMBINATIONS: f"{base}/typeSubTypeItemAssociations{PAGE}",
        _TEAMS: f"/{board.kind}/boards/{board.id}/teams{PAGE}",
        _PRIORITIES: PRIORITIES,
        _TICKET: f"/{board.kind}/tickets?pageSize=1&conditions={condition}&orderBy=id%20desc",
    }


def lists_of(board: Board, results: Mapping[str, ReadResult]) -> BoardLists:
    """Return what may be chosen, from what was read under the names of `paths_of`."""
    ticket = results[_TICKET]
    return BoardLists(
        board=board,
        statuses=_entries(results[_STATUSES]),
        types=_entries(results[_TYPES]),
        subtypes=_entries(results[_SUBTYPES]),
        items=_entries(results[_ITEMS]),
        priorities=_entries(results[_PRIORITIES]),
        combinations=_combinations(results[_COMBINATIONS]),
        default_team=_default_team(results[_TEAMS]),
        custom_fields=_captions(ticket.entries[0]) if ticket.granted and ticket.entries else None,
        unread=frozenset(part for name, part in _PARTS.items() if not results[name].granted),
    )


def _entries(read: ReadResult) -> tuple[Entry, ...]:
    """Return the entries that are in use."""
    kept = (e for e in read.entries if not _true(e.get("inactiveFlag")) | _true(e.get("inactive")))
    return tuple(entry for row in kept for entry in _entry(row))


def _entry(row: Mapping[str, object]) -> Iterator[Entry]:
    number, name = row.get("id"), row.get("name")
    if type(number) is int and isinstance(name, str) and sanitize(name, 80):
        yield Entry(number, sanitize(name, 80))


def _combinations(read: ReadResult) -> tuple[Combination, ...] | None:
    if not read.granted:
        return None
    rows = ((_id(e.get("type")), _id(e.get("subType")), _id(e.get("item"))) for e in read.entries)
    return tuple(Combination(kind, sub, item) for kind, sub, item in rows if kind is not None)


def _default_team(read: ReadResult) -> bool | None:
    return any(_true(e.get("defaultFlag")) for e in read.entries) if read.granted else None


def _captions(ticket: Mapping[str, object]) -> tuple[str, ...]:
    fields = ticket.get("customFields")
    captions = (f.get("caption") for f in _objects(fields if isinstance(fields, list) else ()))
    named = (sanitize(text, 80) for text in captions if isinstance(text, str))
    return tuple(dict.fromkeys(filter(None, named)))


def _objects(values: Iterable[object]) -> Iterator[Mapping[str, object]]:
    return (value for value in values if isinstance(value, Mapping))


def _id(reference: object) -> int | None:
    number = reference.get("id") if isinstance(reference, Mapping) else None
    return number if type(number) is int else None


def _true(flag: object) -> bool:
    return str(flag).casefold() == "true"
