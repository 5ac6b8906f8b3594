"""Parses boards, and the statuses and types of one board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wizard.domain.report import Choices
from wizard.domain.sanitize import sanitize
from wizard.domain.scope import Scope, Ticket
from wizard.linktest.read_result import ReadResult

ACTIVE_BOARDS = "/service/info/boards/active?pageSize=1000"
OLDER_BOARDS = "/service/boards?pageSize=1000"
PRIORITIES = "/service/priorities?pageSize=1000"

Board = Mapping[str, object]


def boards_of(result: ReadResult) -> list[Board]:
    """Return the active boards of a response, in the server's order."""
    return [
        board
        for board in result.entries
        if not (_flag(board, "inactiveFlag") or _flag(board, "inactive"))
    ]


def is_project(board: Board) -> bool:
    """Whether a board is one for project tickets."""
    return _flag(board, "projectFlag")


def _flag(board: Board, name: str) -> bool:
    """Parse a flag; some servers send it as text."""
    return str(board.get(name)).casefold() in {"true", "1"}


def sample(boards: Sequence[Board], scope: Scope) -> Board | None:
    """Return the board whose statuses and types are read: the first of the requested kind."""
    wants_project = scope.tickets == frozenset({Ticket.PROJECT})
    usable = [board for board in boards if type(board.get("id")) is int]
    fitting = [board for board in usable if is_project(board) is wants_project]
    return next(iter(fitting or usable), None)


def board_paths(board: Board | None) -> dict[str, str]:
    """Return the paths of one board's statuses and types."""
    parts = ("statuses", "types") if board else ()
    return {part: f"/service/boards/{board['id']}/{part}?pageSize=1000" for part in parts if board}


def choices_of(
    boards: Sequence[Board], board: Board | None, results: Mapping[str, ReadResult]
) -> Choices:
    """Collect names; ``results`` maps statuses, types and priorities to read results."""
    return Choices(
        boards=tuple(map(_name, boards)),
        statuses=_names(results, "statuses"),
        types=_names(results, "types"),
        priorities=_names(results, "priorities"),
        sample_board=_name(board) if board else "",
    )


def _names(results: Mapping[str, ReadResult], part: str) -> tuple[str, ...]:
    return tuple(map(_name, results[part].entries)) if part in results else ()


def _name(entry: Board) -> str:
    name = entry.get("name")
    return (sanitize(name, 80) if isinstance(name, str) else "") or "?"
