"""What a workflow can choose from: boards, and one board's statuses and types."""

from __future__ import annotations

from collections.abc import Mapping

from wizard.connectwise.reply import Reply
from wizard.domain.foreign import harmless
from wizard.domain.report import Choices
from wizard.domain.scope import Scope, Ticket

ACTIVE_BOARDS = "/service/info/boards/active?pageSize=1000"
OLDER_BOARDS = "/service/boards?pageSize=1000"
PRIORITIES = "/service/priorities?pageSize=1000"


def boards_of(reply: Reply | None) -> list[dict[str, object]]:
    """The active boards of an answer, in the server's order."""
    document = reply.json if reply else None
    entries = document if isinstance(document, list) else []
    boards = [entry for entry in entries if isinstance(entry, dict)]
    return [board for board in boards if not board.get("inactiveFlag")]


def sample(boards: list[dict[str, object]], scope: Scope) -> dict[str, object] | None:
    """The board whose statuses and types are read: the first of the kind that is wanted."""
    wants_project = scope.tickets == frozenset({Ticket.PROJECT})
    fitting = [b for b in boards if bool(b.get("projectFlag")) is wants_project]
    usable = [b for b in fitting or boards if isinstance(b.get("id"), int)]
    return usable[0] if usable else None


def board_paths(board: Mapping[str, object] | None) -> dict[str, str]:
    """Paths of one board's statuses and types."""
    if board is None:
        return {}
    return {
        part: f"/service/boards/{board['id']}/{part}?pageSize=1000"
        for part in ("statuses", "types")
    }


def choices_of(
    boards: list[dict[str, object]],
    board: Mapping[str, object] | None,
    answers: Mapping[str, Reply],
) -> Choices:
    """Collect names; ``answers`` maps statuses, types and priorities to their replies."""
    return Choices(
        boards=tuple(_name(entry) for entry in boards),
        statuses=_names(answers.get("statuses")),
        types=_names(answers.get("types")),
        priorities=_names(answers.get("priorities")),
        sample_board=_name(board) if board else "",
    )


def _names(reply: Reply | None) -> tuple[str, ...]:
    document = reply.json if reply and reply.status == 200 else None
    entries = document if isinstance(document, list) else []
    return tuple(_name(entry) for entry in entries if isinstance(entry, dict))


def _name(entry: Mapping[str, object]) -> str:
    return harmless(str(entry.get("name", "")), 80) or "?"
